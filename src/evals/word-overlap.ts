import { stemOf } from '../core/claims/stems.ts';
import { contentWords } from '../core/words.ts';

/** Stems of the content words of a text. */
export function contentStems(text: string): Set<string> {
  return new Set(contentWords(text).map(stemOf));
}

/** Share of the smaller set that the other has: 1 where one says nothing that the other does not. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const smaller = Math.min(a.size, b.size);
  return smaller === 0 ? 0 : a.intersection(b).size / smaller;
}
