import { stemOf } from './claims/stems.ts';
import type { Snippet } from './evidence.ts';
import { contentWords } from './words.ts';

/** Usual constants of BM25: how soon a repeated word counts no more, and how much long texts are held back. */
const saturation = 1.2;
const lengthWeight = 0.5;

/**
 * How much each snippet (with the headings over it) has to do with a question: BM25 over word stems, 0 where they share none. Words that many
 * snippets have count little.
 */
export function rankSnippets(question: string, snippets: readonly Snippet[]): number[] {
  const wanted = new Set(contentWords(question).map(stemOf));
  const texts = snippets.map(({ text, headingPath }) => contentWords(`${headingPath.join(' ')} ${text}`).map(stemOf));
  const meanLength = texts.reduce((sum, words) => sum + words.length, 0) / Math.max(1, texts.length);
  const weights = stemWeights(wanted, texts);
  return texts.map((words) => {
    const length = 1 - lengthWeight + lengthWeight * (words.length / Math.max(1, meanLength));
    let score = 0;
    for (const stem of wanted) {
      const count = words.filter((word) => word === stem).length;
      score += ((weights.get(stem) ?? 0) * count * (saturation + 1)) / (count + saturation * length);
    }
    return score;
  });
}

/** Inverse document frequency of each stem among the texts, above 0. */
export function stemWeights(
  stems: ReadonlySet<string>,
  texts: readonly (readonly string[])[],
): ReadonlyMap<string, number> {
  const sets = texts.map((words) => new Set(words));
  return new Map(
    [...stems].map((stem) => {
      const having = sets.filter((set) => set.has(stem)).length;
      return [stem, Math.log(1 + (texts.length - having + 0.5) / (having + 0.5))];
    }),
  );
}
