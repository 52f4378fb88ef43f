import type { ComposeReplyInput } from './stages.ts';
import type { Draft, Fact, SummaryLength } from './summary.ts';

export type SentenceCounts = ComposeReplyInput['sentenceCounts'];

/** Facts that 3 + 10 sentences need so that none has to say a thing twice. */
const fullFormFacts = 13;

/**
 * Which form a page can carry and how many sentences its parts have. `full` is 3 TLDR and 10 to 15 summary sentences (16 to 24 where a long
 * one was asked for and the facts reach that far); with fewer than 13 facts, or for a short one, the form is `short`: a short page is never padded.
 *
 * @param facts distinct, supported facts; at least one
 */
export function decideReplyForm(
  facts: readonly Fact[],
  length: SummaryLength,
): { form: Draft['form']; sentenceCounts: SentenceCounts } {
  const count = facts.length;
  if (count < fullFormFacts) {
    const most = length === 'short' ? 6 : 9;
    return {
      form: 'short',
      sentenceCounts: {
        tldr: { min: Math.min(count, count >= 6 ? 2 : 1), max: 3 },
        summary: { min: Math.max(1, Math.min(3, count - 2)), max: Math.max(1, Math.min(most, count)) },
      },
    };
  }
  const tldr = { min: 3, max: 3 };
  if (length === 'short') return { form: 'short', sentenceCounts: { tldr, summary: { min: 4, max: 6 } } };
  if (length === 'long') {
    return {
      form: 'full',
      sentenceCounts: {
        tldr,
        summary: { min: Math.max(10, Math.min(16, count - 3)), max: Math.max(15, Math.min(24, count)) },
      },
    };
  }
  return { form: 'full', sentenceCounts: { tldr, summary: { min: 10, max: 15 } } };
}
