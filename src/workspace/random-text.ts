import type { Outside } from '../core/outside.ts';

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const mixed = `${upper}abcdefghijklmnopqrstuvwxyz`;

/** Random capital letters and digits, as they follow the first letter of Slack's ids. */
export function randomCapitals(outside: Outside, length: number): string {
  return pick(outside, upper, length);
}

/** Random letters and digits, for block ids, hashes and one-time addresses. */
export function randomLetters(outside: Outside, length: number): string {
  return pick(outside, mixed, length);
}

function pick(outside: Outside, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(outside.random() * alphabet.length)]).join('');
}
