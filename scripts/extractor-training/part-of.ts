import { createHash } from 'node:crypto';

/** Puts a site into one of `parts` parts, always the same one for the same salt: pages of one site are never split up. */
export function partOf(site: string, salt: string, parts: number): number {
  return (createHash('sha256').update(`${salt} ${site}`).digest()[0] ?? 0) % parts;
}
