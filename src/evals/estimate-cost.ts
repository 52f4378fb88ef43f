import type { DatasetItem } from '../core/dataset.ts';
import type { EvalItemResult } from '../core/evaluation.ts';
import type { TokenUsage } from '../core/summary.ts';

/** USD of a call of one model, null where its price is unknown. */
export type PriceOf = (usage: TokenUsage) => number | null;

const charactersPerToken = 4;
/** Tokens of prompts, facts and answers as runs of this pipeline show them; page text comes on top. */
const sizes = {
  stageA: { input: 1800, output: 2600 },
  stageB: { input: 4200, output: 2200 },
  /** Share of drafts that are written twice. */
  rewrites: 0.25,
  judge: { input: 1800, output: 500 },
};
const pageCharacters = { unknown: 20_000, mostOfStageA: 144_000, mostOfJudge: 24_000 };

/** What answering and judging some items will cost, from the length of their pages; null where a price is unknown. */
export function estimateCost(
  items: readonly Pick<DatasetItem, 'evidence'>[],
  price: { answer: PriceOf; judge: PriceOf },
  judgeCount: number,
): number | null {
  let sum = 0;
  for (const { evidence } of items) {
    const characters = evidence
      ? evidence.snippets.reduce((total, { text }) => total + text.length, 0)
      : pageCharacters.unknown;
    const page = (most: number): number => Math.min(characters, most) / charactersPerToken;
    const { stageA, stageB, rewrites, judge } = sizes;
    const costs = [
      price.answer(usage(stageA.input + page(pageCharacters.mostOfStageA), stageA.output)),
      price.answer(usage(stageB.input * (1 + rewrites), stageB.output * (1 + rewrites))),
      ...Array.from({ length: judgeCount }, () =>
        price.judge(usage(judge.input + page(pageCharacters.mostOfJudge), judge.output)),
      ),
    ];
    for (const cost of costs) {
      if (cost === null) return null;
      sum += cost;
    }
  }
  return sum;
}

/** Mean cost in USD of the items that a run really asked for; null where none was, or a price is unknown. */
export function measuredItemCost(results: readonly EvalItemResult[]): number | null {
  const asked = results.filter(({ isCached }) => !isCached);
  if (asked.length === 0) return null;
  let sum = 0;
  for (const { costUsd } of asked) {
    if (costUsd === null) return null;
    sum += costUsd;
  }
  return sum / asked.length;
}

function usage(inputTokens: number, outputTokens: number): TokenUsage {
  return { inputTokens, cachedInputTokens: 0, outputTokens, reasoningTokens: 0 };
}
