import { isCompleteSentence } from '../../core/sentences.ts';
import type { Scorer } from '../../core/summary.ts';
import { draftItems } from '../draft-items.ts';
import { scoreItems } from '../score-items.ts';

/** TLDR and summary entries are exactly one whole sentence; ideas and similar technology end like one. */
export const completeSentences: Scorer = {
  id: 'complete_sentences',
  summary: 'Every entry is a whole sentence with a full stop.',
  gate: true,
  score: ({ draft, evidence }) =>
    scoreItems(
      draftItems(draft),
      ({ part, text }) => {
        const oneSentence = part === 'tldr' || part === 'summary';
        if (oneSentence) return isCompleteSentence(text, evidence.language) ? null : 'is not one whole sentence';
        return /[.!?。！？…؟।]["'”’»)\]」』）]*$/u.test(text) ? null : 'does not end with a full stop';
      },
      'Every entry is a whole sentence.',
    ),
};
