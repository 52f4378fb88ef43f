/** Zones that never lead to a public page (RFC 6761, 6762 with its appendix G, 8375, 7686, ICANN's .internal). */
const refusedZones = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'home.arpa',
  'home',
  'lan',
  'corp',
  'onion',
  'i2p',
];

/**
 * Why a host name is refused without asking a resolver, as words after "is"; null where it may be looked up.
 * @param name lower case, folded by the URL parser, without the final dot.
 */
export function hostNameRefusal(name: string): string | null {
  const labels = name.split('.');
  if (labels.includes('')) return 'not a complete host name';
  if (labels.length === 1) return 'a name of the local network';
  const zone = refusedZones.find((candidate) => name === candidate || name.endsWith(`.${candidate}`));
  return zone === undefined ? null : `a name under .${zone}, which is not public`;
}
