import { AppError } from '../core/errors.ts';
import type { LanguageModel } from '../core/ports.ts';

/** The model, where an answer by something simpler is refused: what is measured must be what was asked for. */
export function withoutFallback(model: LanguageModel): LanguageModel {
  return {
    describe: (stage) => model.describe(stage),
    async complete(request) {
      const answer = await model.complete(request);
      if (answer.fallback === undefined) return answer;
      throw new AppError({
        code: 'budget_exceeded',
        message: 'The model budget was used up during the run.',
        hint: 'Continue the run after midnight UTC, or raise the budget.',
      });
    },
  };
}
