/**
 * How often a verdict is right where the truth is known: `npm run -s simulate-verdicts -- [--runs 1000] [--seed 1]`.
 * Draws runs whose answers pass with a chance of 0.85 (the baseline) and 0.85 less the true drop (the candidate), puts them through the comparison
 * that real runs get, and prints one row a world. Ends with 1 where the two promises of the verdict are not kept.
 */
import { parseArgs } from 'node:util';
import type { MetricVerdict } from '../src/core/evaluation.ts';
import { simulateVerdicts } from '../src/evals/regression/simulate-verdicts.ts';

const baselineRate = 0.85;
const worlds = [
  { itemCount: 10, trueDrop: 0 },
  { itemCount: 20, trueDrop: 0 },
  { itemCount: 20, trueDrop: 0.1 },
  { itemCount: 20, trueDrop: 0.2 },
  { itemCount: 50, trueDrop: 0 },
  { itemCount: 50, trueDrop: 0.1 },
  { itemCount: 50, trueDrop: 0.2 },
];

/** What is promised at 20 items: the share of FAIL by the two-stage verdict. */
const promises = [
  { itemCount: 20, trueDrop: 0, atLeast: 0, atMost: 0.06 },
  { itemCount: 20, trueDrop: 0.2, atLeast: 0.75, atMost: 1 },
];

function main(): void {
  const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
  const runCount = wholeNumber(values.runs ?? '1000', 'runs', 100_000);
  const seed = wholeNumber(values.seed ?? '1', 'seed', 2 ** 31);
  const percent = (count: number): string => `${((100 * count) / runCount).toFixed(1)} %`;
  const both = (counts: Record<MetricVerdict, number>): string =>
    `${percent(counts.FAIL)} / ${percent(counts.INCONCLUSIVE)}`;
  console.log(`${runCount} simulated runs a row, seed ${seed}, ${baselineRate} of the baseline's answers pass.\n`);
  console.log(
    '| n items | true drop | seed rule FAIL | once, tested: FAIL / INCONCLUSIVE | two-stage FAIL / INCONCLUSIVE | two-stage WARN | answers per item |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const { itemCount, trueDrop } of worlds) {
    const rules = { isStrict: false, alpha: 0.1, seed };
    const { seedRule, oneStage, twoStage, meanCost } = simulateVerdicts({
      itemCount,
      trueDrop,
      baselineRate,
      runCount,
      rules,
    });
    console.log(
      `| ${itemCount} | ${trueDrop} | ${percent(seedRule.FAIL)} | ${both(oneStage)} | ${both(twoStage)} | ${percent(twoStage.WARN)} | ${meanCost.toFixed(1)} |`,
    );
    const promise = promises.find((candidate) => candidate.itemCount === itemCount && candidate.trueDrop === trueDrop);
    const share = twoStage.FAIL / runCount;
    if (promise && (share < promise.atLeast || share > promise.atMost)) process.exitCode = 1;
  }
  // Two standard errors of a share near the promise, in the worst of the two.
  const error = 2 * Math.sqrt((0.06 * 0.94) / runCount);
  console.log(`\nPromised at n = 20: FAIL in at most 6 % without a change, in at least 75 % with a drop of 0.2.`);
  console.log(`A share near 6 % is right to about ± ${(100 * error).toFixed(1)} %.`);
}

function wholeNumber(text: string, name: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${name} takes a whole number from 1 to ${most}, not "${text}".`);
}

main();
