import { z } from 'zod';
import { AppError } from './errors.ts';
import type { EvalItemResult, EvalResults, EvalRun } from './evaluation.ts';

const format = 'gloss-eval-results-1';

/** What is read of a file again: enough to measure another run against it. */
const ResultsFile = z.object({
  format: z.literal(format),
  run: z.looseObject({ id: z.string(), params: z.looseObject({ dataset: z.string(), scorers: z.array(z.string()) }) }),
  results: z.array(
    z.looseObject({
      itemId: z.string(),
      repeat: z.int(),
      outcome: z.enum(['ok', 'failed']),
      scores: z.array(z.looseObject({ scorer: z.string(), value: z.number(), passed: z.boolean() })),
    }),
  ),
});

/** `eval_results.json`: a run like an experiment, with its figures and every result. @param verdict what was made of it, where something was */
export function writeEvalResults(run: EvalRun, results: readonly EvalItemResult[], verdict?: unknown): string {
  return `${JSON.stringify({ format, run, verdict, results }, null, 2)}\n`;
}

/** @throws AppError `bad_eval_results` */
export function readEvalResults(text: string, fileName: string): EvalResults {
  try {
    return ResultsFile.parse(JSON.parse(text)) as unknown as EvalResults;
  } catch (cause) {
    throw new AppError({
      code: 'bad_eval_results',
      message: `${fileName} is no eval_results.json of this program.`,
      hint: 'Give a file that an eval run wrote with --json, or that Export results sent.',
      cause,
    });
  }
}
