import { AppError } from '../../core/errors.ts';
import type { HookPlugin, ModelCall } from '../model-hook.ts';
import { costOf } from '../prices.ts';

const dayMs = 86_400_000;

export const budgetHook: HookPlugin = {
  id: 'budget',
  summary: 'Refuses a call when the day or the run has spent its money; the only hook that may refuse.',
  phases: ['before'],
  create: ({ settings, outside, prices, calls }) => {
    // What the prompt alone will cost; about four characters make a token. The answer's price is not known before.
    const comingUsd = (call: ModelCall): number => {
      const inputTokens = Math.ceil(call.messages.reduce((sum, message) => sum + message.content.length, 0) / 4);
      return (
        costOf(prices, call.model, { inputTokens, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }) ?? 0
      );
    };
    return {
      power: 'refuse',
      async refuse(call) {
        if (!call.usesModel) return null;
        const { dailyBudgetUsd, runBudgetUsd } = settings;
        if (runBudgetUsd > 0 && call.traceId !== null) {
          const spent = await calls.spentUsdOfTrace(call.traceId);
          if (spent + comingUsd(call) > runBudgetUsd) return refusal('summary', spent, runBudgetUsd);
        }
        if (dailyBudgetUsd > 0) {
          const now = outside.clock.now();
          const spent = await calls.spentUsdSince(now - (now % dayMs));
          if (spent + comingUsd(call) > dailyBudgetUsd) return refusal('day', spent, dailyBudgetUsd);
        }
        return null;
      },
    };
  },
};

function refusal(what: 'day' | 'summary', spentUsd: number, limitUsd: number): AppError {
  return new AppError({
    code: 'budget_exceeded',
    message: `The model budget of this ${what} is used up: ${spentUsd.toFixed(4)} of ${limitUsd.toFixed(2)} USD.`,
    hint:
      what === 'day'
        ? 'Try again after midnight UTC, or ask an operator to raise the daily budget.'
        : 'Ask an operator to raise the budget of a single summary.',
  });
}
