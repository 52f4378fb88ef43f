import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import { defineJudge } from './judge.ts';

/** Value = supported sentences / sentences; passed where all are. An answer that leaves a sentence out is no judgement. */
export const faithfulness = defineJudge({
  id: 'faithfulness',
  summary: 'A model finds every sentence of the reply carried by the page.',
  promptName: 'judge-faithfulness',
  schemaName: 'judge_faithfulness',
  schema: z.object({
    sentences: z.array(z.object({ number: z.number().int(), supported: z.boolean(), why: z.string() })),
  }),
  scoreOf({ sentences: judged }, { sentences }) {
    const byNumber = new Map(judged.map((verdict) => [verdict.number, verdict]));
    const verdicts = sentences.map((_, index) => byNumber.get(index + 1));
    const missing = verdicts.filter((verdict) => verdict === undefined).length;
    if (missing > 0 || sentences.length === 0) {
      throw new AppError({
        code: 'judge_incomplete',
        message: `The judge left out ${missing} of ${sentences.length} sentences.`,
        retryable: true,
      });
    }
    const unsupported = verdicts.flatMap((verdict, index) => (verdict?.supported === true ? [] : [index + 1]));
    const value = (sentences.length - unsupported.length) / sentences.length;
    const first = unsupported[0];
    return {
      value,
      passed: unsupported.length === 0,
      reason:
        first === undefined
          ? `All ${sentences.length} sentences are carried by the page.`
          : `${unsupported.length} of ${sentences.length} sentences are not carried by the page; sentence ${first}: ${byNumber.get(first)?.why ?? ''}`,
    };
  },
});
