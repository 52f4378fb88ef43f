import { contentWords } from '../../core/words.ts';
import { AppError } from '../../core/errors.ts';
import type { MonitorScorer } from '../plugins.ts';

const passValue = 0.3;

/** Lexical, so the same offline and in CI; a paraphrase far from the question's words is scored too low. */
export const answerWords: MonitorScorer = {
  id: 'answer_words',
  summary: 'the answer takes up the words of the question',
  needs: 'answer',
  async score({ datasetItem: { query, referenceResponse } }) {
    if (referenceResponse === null) throw new AppError({ code: 'no_answer', message: 'Nobody has answered.' });
    const asked = new Set(contentWords(query ?? ''));
    if (asked.size === 0)
      throw new AppError({ code: 'no_question', message: 'The question has no words to look for.' });
    const answered = new Set(contentWords(referenceResponse));
    const taken = [...asked].filter((word) => answered.has(word));
    const value = taken.length / asked.size;
    return {
      value,
      passed: value >= passValue,
      reason: `${taken.length} of ${asked.size} words of the question occur in the answer.`,
    };
  },
};
