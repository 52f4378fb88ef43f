import type { ArmFigures, SplitMeasure } from '../core/prompt-split.ts';
import { differenceOfMeans, differenceOfShares, type MeanSample, type ShareSample } from '../core/two-sample.ts';

/** Every measure of both arms with the interval of B − A. */
export function compareArms(a: ArmFigures, b: ArmFigures): SplitMeasure[] {
  const scoreNames = [...new Set([...Object.keys(a.scores), ...Object.keys(b.scores)])].sort();
  const nothing: MeanSample = { n: 0, sum: 0, sumOfSquares: 0 };
  return [
    ofShares('Links summarized', a.runs, b.runs),
    ofShares('All checks passed at first try', a.firstTry, b.firstTry),
    ofMeans('Checks passed', 'value', a.gates, b.gates),
    ofShares('Votes that are up', a.votes, b.votes),
    ...scoreNames.map((name) => ofMeans(name, 'value', a.scores[name] ?? nothing, b.scores[name] ?? nothing)),
    ofMeans('Cost', 'usd', a.costUsd, b.costUsd),
    ofMeans('Time', 'ms', a.durationMs, b.durationMs),
  ];
}

function ofShares(name: string, a: ShareSample, b: ShareSample): SplitMeasure {
  const mean = ({ n, count }: ShareSample): number | null => (n === 0 ? null : count / n);
  return {
    name,
    unit: 'share',
    a: { n: a.n, mean: mean(a) },
    b: { n: b.n, mean: mean(b) },
    difference: differenceOfShares(a, b),
  };
}

function ofMeans(name: string, unit: SplitMeasure['unit'], a: MeanSample, b: MeanSample): SplitMeasure {
  const mean = ({ n, sum }: MeanSample): number | null => (n === 0 ? null : sum / n);
  return {
    name,
    unit,
    a: { n: a.n, mean: mean(a) },
    b: { n: b.n, mean: mean(b) },
    difference: differenceOfMeans(a, b),
  };
}
