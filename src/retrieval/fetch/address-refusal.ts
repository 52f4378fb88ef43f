import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** IANA IPv4 special-purpose address registry, multicast, the old class E, and what else must never be reached. */
const refusedIpv4: readonly [cidr: string, what: string][] = [
  ['0.0.0.0/8', 'an address of this machine or network'],
  ['10.0.0.0/8', 'a private address'],
  ['100.64.0.0/10', 'a carrier-internal address'],
  ['127.0.0.0/8', 'a loopback address'],
  ['169.254.0.0/16', 'a link-local address'],
  ['172.16.0.0/12', 'a private address'],
  ['192.0.0.0/24', 'a protocol-assignment address'],
  ['192.0.2.0/24', 'a documentation address'],
  ['192.31.196.0/24', 'a special-purpose address'],
  ['192.52.193.0/24', 'a special-purpose address'],
  ['192.88.99.0/24', 'a relay address'],
  ['192.168.0.0/16', 'a private address'],
  ['192.175.48.0/24', 'a special-purpose address'],
  ['198.18.0.0/15', 'a benchmarking address'],
  ['198.51.100.0/24', 'a documentation address'],
  ['203.0.113.0/24', 'a documentation address'],
  ['224.0.0.0/4', 'a multicast address'],
  ['240.0.0.0/4', 'a reserved address'],
  // A cloud platform's service address that lies in public space, so no registry has it.
  ['168.63.129.16/32', 'a cloud platform address'],
];

/** What is special inside global unicast space; everything outside 2000::/3 is refused anyway. */
const refusedIpv6: readonly [cidr: string, what: string][] = [
  ['2001::/23', 'a protocol-assignment address'],
  ['2001:db8::/32', 'a documentation address'],
  ['2002::/16', 'an address that embeds an IPv4 address'],
  ['2620:4f:8000::/48', 'a special-purpose address'],
  ['3fff::/20', 'a documentation address'],
];

const ipv4Blocks = refusedIpv4.map(([cidr, what]) => ({ range: ipaddr.IPv4.parseCIDR(cidr), what }));
const ipv6Blocks = refusedIpv6.map(([cidr, what]) => ({ range: ipaddr.IPv6.parseCIDR(cidr), what }));
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Why an address may not be connected to, as words after "is"; null where it may.
 * @param address in a resolver's spelling, without brackets; anything that is no plain address is refused.
 */
export function addressRefusal(address: string): string | null {
  switch (isIP(address)) {
    case 4: {
      const parsed = ipaddr.IPv4.parse(address);
      return ipv4Blocks.find((block) => parsed.match(block.range))?.what ?? null;
    }
    case 6:
      return ipv6Refusal(address);
    default:
      return 'not an address';
  }
}

function ipv6Refusal(address: string): string | null {
  if (address.includes('%')) return 'a link-local address';
  const parsed = ipaddr.IPv6.parse(address);
  if (!parsed.match(globalUnicast)) return 'not a public IPv6 address';
  // RFC 5214: an interface id of 0:5efe or 200:5efe carries an IPv4 address.
  if ((parsed.parts[4] === 0 || parsed.parts[4] === 0x200) && parsed.parts[5] === 0x5efe) {
    return 'an address that embeds an IPv4 address';
  }
  return ipv6Blocks.find((block) => parsed.match(block.range))?.what ?? null;
}
