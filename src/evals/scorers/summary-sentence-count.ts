import type { Scorer } from '../../core/summary.ts';
import { countSentences } from '../count-sentences.ts';

export const summarySentenceCount: Scorer = {
  id: 'summary_sentence_count',
  summary: 'The summary has 10 to 15 sentences; other bounds for the short and the long form.',
  gate: true,
  score: (input) => countSentences(input, 'summary'),
};
