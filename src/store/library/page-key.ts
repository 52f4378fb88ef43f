import { createHash } from 'node:crypto';

/** What tells one page from another without holding its address. */
export function pageKey(canonicalUrl: string): string {
  return createHash('sha256').update(canonicalUrl).digest('hex').slice(0, 32);
}
