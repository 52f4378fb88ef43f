import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AppError } from '../../src/core/errors.ts';
import type { EvalRequest } from '../../src/core/eval-desk.ts';

export const usage = `Usage: npm run -s eval -- DATASET [--prompt NAME@LABEL]… [--profile P] [--sample N] [--seed S] [--repeats K] [--fresh]
         [--baseline TAG|FILE.json] [--strict] [--min-pass-rate 1] [--json FILE] [--junit FILE] [--yes]
Answers every item of a dataset and says how good that is. Exit code: 0 passed (warnings and doubts are printed), 1 failed, 2 no verdict.
With --baseline (default: the promoted one, where there is one) the run is measured against a tagged run or an earlier --json file; without any,
--min-pass-rate of the answers must pass every gate. --yes agrees to what the model will cost.`;

export interface WantedEval {
  request: EvalRequest;
  /** An eval_results.json to be measured against. */
  baselineFile: string | null;
  isStrict: boolean;
  minPassRate: number;
  jsonFile: string | null;
  junitFile: string | null;
  /** The cost is agreed to. */
  isPaid: boolean;
}

const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const label = /^([a-z0-9][a-z0-9-]*)@([a-z0-9][a-z0-9_.-]*)$/;

/** @throws AppError `usage` */
export function readWanted(args: readonly string[]): WantedEval {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        prompt: { type: 'string', multiple: true, default: [] },
        profile: { type: 'string' },
        sample: { type: 'string' },
        seed: { type: 'string', default: '1' },
        repeats: { type: 'string', default: '1' },
        fresh: { type: 'boolean', default: false },
        baseline: { type: 'string' },
        strict: { type: 'boolean', default: false },
        'min-pass-rate': { type: 'string', default: '1' },
        json: { type: 'string' },
        junit: { type: 'string' },
        yes: { type: 'boolean', default: false },
      },
    });
    const [dataset, ...rest] = positionals;
    if (dataset === undefined || rest.length > 0) throw new Error('exactly one dataset is needed');
    const { baseline } = values;
    const isFile = baseline?.endsWith('.json') === true;
    return {
      request: {
        dataset,
        sample: values.sample === undefined ? null : count(1, 10_000).parse(values.sample),
        seed: count(0, 999_999_999).parse(values.seed),
        repeats: count(1, 10).parse(values.repeats),
        labels: Object.fromEntries(values.prompt.map(readLabel)),
        profile: values.profile ?? null,
        baseline: isFile ? null : (baseline ?? null),
        isFresh: values.fresh,
      },
      baselineFile: isFile ? baseline : null,
      isStrict: values.strict,
      minPassRate: z.coerce.number().min(0).max(1).parse(values['min-pass-rate']),
      jsonFile: values.json ?? null,
      junitFile: values.junit ?? null,
      isPaid: values.yes,
    };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    throw new AppError({ code: 'usage', message: why, hint: usage });
  }
}

function readLabel(text: string): [string, string] {
  const match = label.exec(text);
  if (!match) throw new Error(`--prompt ${text}: write NAME@LABEL, e.g. stage-b@candidate`);
  return [match[1] ?? '', match[2] ?? ''];
}
