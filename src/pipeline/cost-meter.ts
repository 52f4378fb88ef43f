import { AppError } from '../core/errors.ts';
import type { LanguageModel } from '../core/ports.ts';

/** Notes what calls cost while a stage runs, so that a stage that fails in the end still counts. */
export interface CostMeter {
  model: LanguageModel;
  /** USD of each call since the last time this was asked; null where unknown. */
  take(): (number | null)[];
}

export function createCostMeter(model: LanguageModel): CostMeter {
  let costs: (number | null)[] = [];
  return {
    model: {
      describe: (stage) => model.describe(stage),
      async complete(request) {
        try {
          const answer = await model.complete(request);
          costs.push(answer.costUsd);
          return answer;
        } catch (thrown) {
          if (thrown instanceof AppError) costs.push(thrown.costUsd);
          throw thrown;
        }
      },
    },
    take() {
      const taken = costs;
      costs = [];
      return taken;
    },
  };
}
