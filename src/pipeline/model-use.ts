import type { ModelUse, TokenUsage } from '../core/summary.ts';

/** Sums the work of several calls of one stage. A cost that is unknown anywhere makes the sum unknown. */
export function sumModelUse(uses: readonly [ModelUse, ...ModelUse[]]): ModelUse {
  const [first] = uses;
  return {
    ...first,
    usage: uses.map((use) => use.usage).reduce(addUsage),
    costUsd: sumCosts(uses.map((use) => use.costUsd)),
    fallback: uses.find((use) => use.fallback !== undefined)?.fallback,
  };
}

/** null where any part is unknown. */
export function sumCosts(costs: readonly (number | null)[]): number | null {
  return costs.reduce<number | null>((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
}

function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  };
}
