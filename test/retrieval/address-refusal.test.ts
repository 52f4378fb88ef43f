import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { addressRefusal } from '../../src/retrieval/fetch/address-refusal.ts';

describe('addressRefusal', () => {
  it.each([
    '0.1.2.3',
    '10.255.255.255',
    '100.127.255.255',
    '127.1.2.3',
    '169.254.0.23',
    '172.31.255.255',
    '192.0.0.192',
    '192.0.2.255',
    '192.31.196.1',
    '192.52.193.1',
    '192.88.99.1',
    '192.168.255.255',
    '192.175.48.1',
    '198.19.255.255',
    '198.51.100.77',
    '203.0.113.200',
    '239.255.255.250',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::8.8.8.8',
    '64:ff9b::808:808',
    '100::1',
    '100:0:0:1::1',
    '2001::1',
    '2001:1ff:ffff::1',
    '2001:db8:ffff::1',
    '2002:808:808::1',
    '2620:4f:8000::1',
    '3fff:fff::1',
    '2606:4700::5efe:a00:1',
    '2606:4700::200:5efe:a00:1',
    '4000::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff0e::1',
    '',
    'example.org',
    '0x7f.1',
    '010.0.0.1',
    '1.2.3',
  ])('refuses %s', (address) => {
    expect(addressRefusal(address)).not.toBeNull();
  });

  it.each([
    '1.0.0.1',
    '9.255.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '169.255.0.1',
    '172.32.0.0',
    '192.0.1.1',
    '192.0.3.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.20.0.0',
    '198.51.101.0',
    '203.0.112.255',
    '223.255.255.255',
    '168.63.129.15',
    '168.63.129.17',
    '2000::1',
    '2001:200::1',
    '2001:db9::1',
    '2003::1',
    '2620:4f:8001::1',
    '2a00:1450:4001:80b::200e',
    '3fff:1000::1',
  ])('accepts %s', (address) => {
    expect(addressRefusal(address)).toBeNull();
  });

  it('never accepts what the address library calls special', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
    const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
    const ipv6 = groups.map((parts) => parts.map((part) => part.toString(16)).join(':'));
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6), (address) => {
        fc.pre(addressRefusal(address) === null);
        expect(ipaddr.parse(address).range()).toBe('unicast');
      }),
      { numRuns: 3000 },
    );
  });
});
