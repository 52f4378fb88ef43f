import { createHmac } from 'node:crypto';

/**
 * A stand-in for a person's id: the same person has the same one as long as the key stays, and nobody without the key can tell who it is.
 * Keyed because Slack ids are few enough to be tried out one by one against a plain hash.
 * @returns `p_` and 22 characters (132 bits of HMAC-SHA-256); a pseudonym again as it is
 */
export function pseudonymOf(key: string, id: string): string {
  if (/^p_[\w-]{22}$/.test(id)) return id;
  return `p_${createHmac('sha256', key).update(id).digest('base64url').slice(0, 22)}`;
}
