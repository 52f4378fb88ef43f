import { AppError } from '../../src/core/errors.ts';
import type { BaselineDesk } from '../../src/evals/baselines/baseline-desk.ts';
import type { PromotionDesk } from '../../src/evals/baselines/promotion-desk.ts';

const none = () =>
  Promise.reject(new AppError({ code: 'unknown_baseline', message: 'There are no baselines in this test.' }));

/** Desks without any baseline, for tests of other things. */
export const noBaselines: BaselineDesk = {
  save: none,
  list: async () => ({ baselines: [], promoted: [] }),
  find: none,
  compare: none,
  history: async () => [],
  standing: async () => ({ verdict: null, revision: 0, promotedTag: null, isPromoted: false, promotion: null }),
};

export const noPromotions: PromotionDesk = {
  plan: none,
  promote: none,
  get: none,
  undo: none,
  rollback: none,
  undoableUntil: () => null,
};
