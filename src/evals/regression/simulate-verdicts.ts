import type { MetricVerdict } from '../../core/evaluation.ts';
import type { ComparedResult, RegressionRules } from '../../core/regression.ts';
import { createSeededRandom, type SeededRandom } from '../../core/seeded-random.ts';
import { compareRuns } from './compare-runs.ts';

/** A world in which the truth is known: every answer passes with the same chance, whatever the item. */
export interface SimulatedWorld {
  itemCount: number;
  /** Chance that an answer of the baseline passes, 0 to 1. */
  baselineRate: number;
  /** What the candidate's chance is lower by. */
  trueDrop: number;
  runCount: number;
  rules: RegressionRules;
}

/** How many of the runs came out how, by three ways to decide; `meanCost` in answers asked for per answer of one run. */
export interface SimulatedVerdicts {
  /** Once each, seed rule alone. */
  seedRule: Record<MetricVerdict, number>;
  /** Once each, seed rule and test. */
  oneStage: Record<MetricVerdict, number>;
  /** Three times each where the first look saw a drop. */
  twoStage: Record<MetricVerdict, number>;
  meanCost: number;
}

/** Draws runs from the world and asks the very comparison that real runs get. */
export function simulateVerdicts(world: SimulatedWorld): SimulatedVerdicts {
  const { runCount, rules } = world;
  const verdicts = { seedRule: noVerdicts(), oneStage: noVerdicts(), twoStage: noVerdicts() };
  let answers = 0;
  for (let run = 0; run < runCount; run += 1) {
    const random = createSeededRandom(rules.seed, 'world', run);
    const sides = { baseline: world.baselineRate, candidate: world.baselineRate - world.trueDrop };
    const first = drawResults(world.itemCount, [0], sides, random);
    const look = compareRuns({ scorers: ['judged'], ...first, rules });
    verdicts.seedRule[look.seedVerdict] += 1;
    verdicts.oneStage[look.verdict] += 1;
    if (!look.wantsRepeats) {
      verdicts.twoStage[look.verdict] += 1;
      answers += 1;
      continue;
    }
    const more = drawResults(world.itemCount, [1, 2], sides, random);
    const baseline = [...first.baseline, ...more.baseline];
    const candidate = [...first.candidate, ...more.candidate];
    verdicts.twoStage[compareRuns({ scorers: ['judged'], baseline, candidate, rules }).verdict] += 1;
    // The candidate's two more, and the baseline's, which one run alone would not have asked for.
    answers += 5;
  }
  return { ...verdicts, meanCost: answers / runCount };
}

function noVerdicts(): Record<MetricVerdict, number> {
  return { PASS: 0, WARN: 0, FAIL: 0, INCONCLUSIVE: 0 };
}

function drawResults(
  itemCount: number,
  repeats: readonly number[],
  rates: { baseline: number; candidate: number },
  random: SeededRandom,
): { baseline: ComparedResult[]; candidate: ComparedResult[] } {
  const draw = (rate: number): ComparedResult[] =>
    Array.from({ length: itemCount }, (_, index) =>
      repeats.map((repeat) => result(`item-${index}`, repeat, random.nextFraction() < rate ? 1 : 0)),
    ).flat();
  return { baseline: draw(rates.baseline), candidate: draw(rates.candidate) };
}

function result(itemId: string, repeat: number, value: 0 | 1): ComparedResult {
  return {
    itemId,
    repeat,
    cluster: null,
    outcome: 'ok',
    failure: null,
    scores: [{ scorer: 'judged', value, passed: value === 1, reason: '', error: null }],
  };
}
