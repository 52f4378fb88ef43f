import type { Evidence } from '../core/evidence.ts';
import { createBoundary, fence } from '../core/untrusted-text.ts';
import { draftItems } from './draft-items.ts';
import type { JudgeInput } from './judges/judge.ts';

/** Page text that a judge is shown, in characters; what the reply cites comes first. */
const maxPageCharacters = 24_000;

/** The reply's sentences, ideas and similar technologies as a judge reads them. */
export function judgedSentences(answer: JudgeInput['answer']): string[] {
  return draftItems(answer.draft).map(({ head, text }) => (head === null ? text : `${head}: ${text}`));
}

/** Values for the prompts of judges, everything that is not ours fenced; each prompt uses what it declares. */
export function judgeVariables(
  { answer, message, reference, sentences }: JudgeInput,
  id: string,
): Record<string, string> {
  const boundary = createBoundary(id);
  const { evidence } = answer;
  const numbered = sentences.map((sentence, index) => `[${index + 1}] ${sentence}`).join('\n');
  return {
    boundary,
    title: fence(evidence?.sources[0]?.title ?? '(none)', boundary),
    page: fence(evidence ? pageText(evidence, citedSnippets(answer)) : '(none)', boundary),
    sentences: fence(numbered, boundary),
    message: message === '' ? '(none)' : fence(message, boundary),
    reference: reference === null ? '(none)' : fence(reference, boundary),
  };
}

function citedSnippets({ draft, factSheet }: JudgeInput['answer']): Set<number> {
  const cited = new Set(draftItems(draft).flatMap(({ factIds }) => factIds));
  return new Set(factSheet?.facts.filter(({ id }) => cited.has(id)).flatMap(({ snippetIds }) => snippetIds));
}

/** Snippets in page order: the cited ones, then others from the top, as far as there is room. */
function pageText({ snippets }: Evidence, cited: ReadonlySet<number>): string {
  let left = maxPageCharacters;
  const kept = new Set<number>();
  for (const snippet of [...snippets.filter(({ id }) => cited.has(id)), ...snippets]) {
    if (kept.has(snippet.id) || snippet.text.length > left) continue;
    kept.add(snippet.id);
    left -= snippet.text.length;
  }
  return snippets
    .filter(({ id }) => kept.has(id))
    .map(({ text }) => text)
    .join('\n');
}
