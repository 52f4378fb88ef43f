import type { Scorer } from '../../core/summary.ts';
import { countSentences } from '../count-sentences.ts';

export const tldrSentenceCount: Scorer = {
  id: 'tldr_sentence_count',
  summary: 'The TLDR has exactly 3 sentences; 1 to 3 where the page is short.',
  gate: true,
  score: (input) => countSentences(input, 'tldr'),
};
