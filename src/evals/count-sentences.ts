import { decideReplyForm } from '../core/reply-form.ts';
import { splitSentences } from '../core/sentences.ts';
import type { ScorerInput, ScorerResult } from '../core/summary.ts';

/** Counts the sentences of a part with the one splitter and compares with the bounds of the form that the facts can carry. */
export function countSentences(input: ScorerInput, part: 'tldr' | 'summary'): ScorerResult {
  const { form, sentenceCounts } = decideReplyForm(input.factSheet.facts, input.length);
  const { min, max } = sentenceCounts[part];
  const count = input.draft[part].flatMap((sentence) => splitSentences(sentence.text, input.evidence.language)).length;
  const wanted = min === max ? `exactly ${min}` : `${min} to ${max}`;
  const name = part === 'tldr' ? 'TLDR' : 'summary';
  if (input.draft.form !== form) {
    return {
      value: 0,
      passed: false,
      reason: `The draft has the ${input.draft.form} form where the facts carry the ${form} one.`,
    };
  }
  const passed = count >= min && count <= max;
  const off = passed ? 0 : count < min ? (min - count) / min : (count - max) / max;
  return {
    value: Math.max(0, 1 - off),
    passed,
    reason: `The ${name} has ${count} sentences; ${wanted} ${max === 1 ? 'is' : 'are'} due.`,
  };
}
