import type { Scorer } from '../../core/summary.ts';
import { contentStems, overlap } from '../word-overlap.ts';

/** From this overlap of content words on, two sentences say the same. */
const same = 0.8;
const passValue = 0.9;

/** 1 − the share of sentences that repeat an earlier one of their part. TLDR and summary may say a thing once each. */
export const redundancy: Scorer = {
  id: 'redundancy',
  summary: 'No sentence repeats another of its part.',
  gate: false,
  score({ draft }) {
    const repeats: string[] = [];
    for (const part of ['tldr', 'summary'] as const) {
      const stems = draft[part].map((sentence) => contentStems(sentence.text));
      for (const [index, words] of stems.entries()) {
        if (stems.slice(0, index).some((earlier) => overlap(words, earlier) >= same))
          repeats.push(`${part} sentence ${index + 1}`);
      }
    }
    const total = draft.tldr.length + draft.summary.length;
    const value = total === 0 ? 0 : 1 - repeats.length / total;
    const reason =
      repeats.length === 0
        ? 'No sentence repeats another.'
        : `These repeat an earlier one: ${repeats.slice(0, 4).join(', ')}.`;
    return { value, passed: value >= passValue, reason };
  },
};
