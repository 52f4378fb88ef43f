/** Query parameters that only say where a click came from, as names in lower case. */
const trackingNames = new Set([
  '__hsfp',
  '__hssc',
  '__hstc',
  '__s',
  '_branch_match_id',
  '_ga',
  '_gac',
  '_gl',
  '_hsenc',
  '_hsmi',
  '_ke',
  '_openstat',
  'cmpid',
  'dclid',
  'epik',
  'fb_action_ids',
  'fb_action_types',
  'fb_ref',
  'fb_source',
  'fbclid',
  'gad_campaignid',
  'gad_source',
  'gbraid',
  'gclid',
  'gclsrc',
  'gs_lcp',
  'guccounter',
  'guce_referrer',
  'guce_referrer_sig',
  'hsctatracking',
  'igsh',
  'igshid',
  'irclickid',
  'li_fat_id',
  'mc_cid',
  'mc_eid',
  'mkt_tok',
  'ml_subscriber',
  'ml_subscriber_hash',
  'msclkid',
  'ncid',
  'oly_anon_id',
  'oly_enc_id',
  'rb_clickid',
  'ref_src',
  'ref_url',
  's_cid',
  'spm',
  'srsltid',
  'ttclid',
  'twclid',
  'vero_conv',
  'vero_id',
  'wbraid',
  'wickedid',
  'yclid',
]);

const trackingPrefixes = ['utm_', 'hsa_', 'matomo_', 'mtm_', 'piwik_', 'pk_', 'trk_'];

/** Names that mean something elsewhere but are share marks on these hosts. */
const trackingByHost: readonly { host: RegExp; names: ReadonlySet<string> }[] = [
  { host: /(^|\.)(youtube\.com|youtu\.be)$/, names: new Set(['si', 'feature', 'pp', 'ab_channel']) },
  { host: /(^|\.)(twitter\.com|x\.com)$/, names: new Set(['s', 't']) },
  { host: /(^|\.)linkedin\.com$/, names: new Set(['trk', 'trackingid', 'lipi', 'midtoken', 'midsig']) },
  { host: /(^|\.)medium\.com$/, names: new Set(['source']) },
  { host: /(^|\.)spotify\.com$/, names: new Set(['si', 'context']) },
];

/** White space, control characters and backslashes: parsers disagree on them, so such text is no link. */
// oxlint-disable-next-line no-control-regex -- the control characters are what is refused
const ambiguousCharacters = /[\u0000-\u0020\u007f\\\u00a0\u2028\u2029]/u;

/**
 * The one spelling of a page's address that is used to recognise it again.
 *
 * Scheme and host in lower case (IDN as punycode), no default port, no dot after the host, no tracking parameters, no empty query, percent
 * escapes in upper case and only where needed. The order of parameters, the path's case, a trailing slash and `www.` stay: servers may
 * tell them apart. A fragment goes, unless it is a client-side route (`#!…` or `#/…`), which names another page.
 *
 * @param url as a person posted it
 * @returns null for anything but an http or https address with a host
 */
export function canonicalUrl(url: string): string | null {
  const parsed = parseWebUrl(url);
  if (!parsed) return null;
  const host = parsed.host.replace(/\.(?=:|$)/, '');
  // Two dots at the end leave an empty label: no name has one, and without its dots `0..` would read as an address.
  if (host === '' || host.startsWith(':') || /\.(?=:|$)/.test(host)) return null;
  const userInfo = parsed.username === '' ? '' : `${parsed.username}${parsed.password && `:${parsed.password}`}@`;
  const query = meaningfulQuery(parsed.search.slice(1), parsed.hostname.replace(/\.+$/, ''));
  const path = normaliseEscapes(parsed.pathname);
  return `${parsed.protocol}//${userInfo}${host}${path}${query === '' ? '' : `?${query}`}${clientRoute(parsed.hash)}`;
}

/** The host of a web address in lower case, without `www.` and without port; null where `canonicalUrl` would be null. */
export function hostOf(url: string): string | null {
  const parsed = parseWebUrl(url);
  const host = parsed?.hostname.replace(/\.+$/, '') ?? '';
  if (host === '') return null;
  return /^www\.[^.]+\./.test(host) ? host.slice(4) : host;
}

function parseWebUrl(url: string): URL | null {
  if (ambiguousCharacters.test(url)) return null;
  // WHATWG parsing would also accept `https:host`; a link that a person posts has its slashes.
  if (!/^https?:\/\/[^/]/i.test(url)) return null;
  return URL.parse(url);
}

function meaningfulQuery(query: string, host: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '' && pair !== '=' && !isTracking(pair, host))
    .map(normaliseEscapes)
    .join('&');
}

function isTracking(pair: string, host: string): boolean {
  const name = normaliseEscapes(pair.split('=', 1)[0] ?? '').toLowerCase();
  return (
    trackingNames.has(name) ||
    trackingPrefixes.some((prefix) => name.startsWith(prefix)) ||
    trackingByHost.some((entry) => entry.host.test(host) && entry.names.has(name))
  );
}

/** RFC 3986 §6.2.2: escapes in upper case, and unreserved characters not escaped at all. */
function normaliseEscapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[a-z0-9._~-]/i.test(character) ? character : escape.toUpperCase();
  });
}

function clientRoute(hash: string): string {
  if (!/^#[!/]./.test(hash)) return '';
  // `:~:` starts a directive for the browser ("scroll to this text"), which is no part of the route.
  return normaliseEscapes(hash.split(':~:', 1)[0] ?? '');
}
