import type { BudgetState, CostSpike } from './analytics.ts';

/** Share of the daily budget at which people are told. */
const budgetAlertShare = 0.8;

/** A day that costs this many times the mean of the days before is a spike. */
const costSpikeFactor = 2;

/**
 * How a day's spending stands against its limit, in USD. At the limit exactly it is used up.
 * @param limitUsd 0 means no limit
 */
export function budgetStateOf(
  spent: { usd: number; unknownCostCalls: number },
  limitUsd: number,
  alertShare: number = budgetAlertShare,
): BudgetState {
  const share = limitUsd > 0 ? spent.usd / limitUsd : null;
  const level = share === null || share < alertShare ? 'ok' : share < 1 ? 'alert' : 'exhausted';
  return { spentUsd: spent.usd, limitUsd, share, level, unknownCostCalls: spent.unknownCostCalls };
}

/**
 * Whether a day costs more than `factor` times the mean of the days before, in USD. Days on which nothing was spent count: a quiet week
 * makes a loud day stand out. Without any spending before there is no mean, and so no spike.
 */
export function costSpikeOf(
  todayUsd: number,
  daysBeforeUsd: readonly number[],
  factor: number = costSpikeFactor,
): CostSpike {
  const sum = daysBeforeUsd.reduce((total, usd) => total + usd, 0);
  if (sum <= 0) return { todayUsd, meanUsd: null, ratio: null, isSpike: false };
  const meanUsd = sum / daysBeforeUsd.length;
  return { todayUsd, meanUsd, ratio: todayUsd / meanUsd, isSpike: todayUsd > factor * meanUsd };
}
