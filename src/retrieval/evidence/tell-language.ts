import { detect } from 'tinyld';

const sampleLength = 3000;

/**
 * The language of a page: what the page says, else what its text looks like.
 * @param declared as the page says it, e.g. `de-AT`; null or `und` where it does not.
 * @returns ISO 639-1, or `und`.
 */
export function tellLanguage(declared: string | null, text: string): string {
  const said = /^[a-z]{2}(?![a-z])/.exec(declared?.trim().toLowerCase() ?? '')?.[0];
  if (said !== undefined) return said;
  const found = detect(text.slice(0, sampleLength));
  return /^[a-z]{2}$/.test(found) ? found : 'und';
}
