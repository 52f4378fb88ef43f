import { AppError } from '../../src/core/errors.ts';
import type { EvalDesk } from '../../src/core/eval-desk.ts';

const none = () =>
  Promise.reject(new AppError({ code: 'unknown_eval_run', message: 'There are no evals in this test.' }));

/** A desk without any run, for tests of other things. */
export const noEvals: EvalDesk = {
  plan: none,
  start: none,
  cancel: none,
  find: none,
  list: async () => [],
  results: async () => [],
  compare: none,
  answer: async () => null,
};
