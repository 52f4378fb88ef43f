import { isIP } from 'node:net';
import { addressRefusal } from './address-refusal.ts';
import { hostNameRefusal } from './host-name-refusal.ts';
import { refused } from './refused.ts';

/** An address that passed every check that needs no look-up. */
export interface CheckedUrl {
  url: URL;
  /** Without brackets and final dot. */
  host: string;
  port: number;
  secure: boolean;
  /** The host is an address itself: nothing is looked up. */
  isLiteral: boolean;
  /** Named in the allow list: its addresses need not be public. */
  isTrusted: boolean;
}

// White space and controls of Unicode, not only of ASCII: parsers drop or fold some of them.
const ambiguous = /[\\\p{Cc}\p{White_Space}\ufeff]/u;
const maxUrlLength = 8192;
const allowedPorts = new Set([80, 443]);

/**
 * Checks an address as a person posted it, on its raw text first, because parsers hide what they normalise.
 * @param raw the address, untouched
 * @param allow exact `host:port` origins that may be fetched although they are not public
 * @throws AppError `fetch_refused` with the reason
 */
export function checkUrl(raw: string, allow: readonly string[]): CheckedUrl {
  if (raw.length > maxUrlLength) throw refused('its address is too long');
  if (ambiguous.test(raw)) throw refused('its address has a backslash, white space or a control character in it');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(raw)?.[1]?.toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') throw refused('only http and https addresses are fetched');
  const authority = /^[^:]+:\/\/([^/?#]*)/.exec(raw)?.[1];
  if (authority === undefined || authority === '') throw refused('its address is not complete');
  if (authority.includes('@')) throw refused('its address carries a user name or a password');
  const url = URL.parse(raw);
  if (!url) throw refused('its address is not valid');
  if (url.username !== '' || url.password !== '') throw refused('its address carries a user name or a password');
  return checkHost(url, authority, allow);
}

function checkHost(url: URL, authority: string, allow: readonly string[]): CheckedUrl {
  const spelled = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(authority)?.[1];
  if (spelled === undefined || spelled === '') throw refused('its host is not valid');
  const { hostname } = url;
  const isBracketed = hostname.startsWith('[');
  const host = isBracketed ? hostname.slice(1, -1) : hostname.replace(/\.$/, '');
  const isLiteral = isIP(host) !== 0;
  if (isBracketed ? spelled.includes('.') : isLiteral && spelled !== hostname) {
    throw refused('its host is an address in an unusual spelling');
  }
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const isTrusted = allow.includes(`${hostname}:${port}`);
  if (!isTrusted) {
    if (!allowedPorts.has(port)) throw refused(`port ${port} is not a web port`);
    const reason = isLiteral ? addressRefusal(host) : hostNameRefusal(host);
    if (reason !== null) throw refused(`its host is ${reason}`);
  }
  return { url, host, port, secure, isLiteral, isTrusted };
}

/**
 * The next address of a redirect, checked from the start as if a person had posted it.
 * @param location the header, untouched
 * @throws AppError `fetch_refused`
 */
export function checkRedirect(location: string, from: URL, allow: readonly string[]): CheckedUrl {
  if (ambiguous.test(location))
    throw refused('it redirects to an address with a backslash, white space or a control character in it');
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return checkUrl(location, allow);
  if (location.startsWith('//')) return checkUrl(`${from.protocol}${location}`, allow);
  const next = URL.parse(location, from.href);
  if (!next) throw refused('it redirects to an address that is not valid');
  return checkUrl(next.href, allow);
}
