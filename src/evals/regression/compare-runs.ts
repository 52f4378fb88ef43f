import type { ItemComparison, RegressionInput, RegressionReport, ScorerComparison } from '../../core/regression.ts';
import { createSeededRandom } from '../../core/seeded-random.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { chooseUnit } from './choose-unit.ts';
import { detectableDrop } from './detectable-drop.ts';
import { explainVerdict } from './explain-verdict.ts';
import { findHardFailures, hardFailureLimit } from './hard-failures.ts';
import { holm } from './holm.ts';
import { mcnemarMidP } from './mcnemar.ts';
import { groupByItem, type ItemResults, pairItems, type Pair } from './pair-items.ts';
import { rateOf } from './rate-of.ts';
import { signFlipP } from './sign-flip.ts';
import { meanDifference, unitsOf } from './units.ts';
import { dropOf, isDropOf, seedVerdictOf, verdictOf, warnDrop, worstVerdict } from './verdict-of.ts';

const maxWorst = 10;

/**
 * Measures a run against its baseline, item by item: paired differences, a sign-flip test, a bootstrap interval, Holm over the scorers, and the
 * seed rule beside it. The same input gives the same report. Takes about 10 ms a scorer: to be run beside the event loop.
 */
export function compareRuns(input: RegressionInput): RegressionReport {
  const { rules } = input;
  const baseline = groupByItem(input.baseline);
  const candidate = groupByItem(input.candidate);
  const pairs = new Map(input.scorers.map((scorer) => [scorer, pairItems(scorer, baseline, candidate)]));
  const { unit, clusterCount } = chooseUnit([...pairs.values()], rules.alpha);
  const tested = [...pairs].map(([scorer, scorerPairs]) => testScorer(scorer, scorerPairs, unit, input));
  const adjusted = holm(tested.map(({ figures, differs }) => (differs ? figures.p : null)));
  const scorers = tested.map(({ figures }, index): ScorerComparison => {
    const adjustedP = adjusted[index] ?? 1;
    return {
      ...figures,
      adjustedP,
      verdict: verdictOf(figures.drop, adjustedP, figures.n, rules),
      seedVerdict: seedVerdictOf(figures.drop),
    };
  });
  const { lostItems, newHardFailures } = findHardFailures(baseline, candidate);
  const isBroken = newHardFailures.length >= hardFailureLimit;
  const items = [...pairs].flatMap(([scorer, scorerPairs]) => scorerPairs.map((pair) => compareItem(scorer, pair)));
  const repeats = { baseline: repeatsOf(baseline), candidate: repeatsOf(candidate) };
  const report: Omit<RegressionReport, 'reasons'> = {
    verdict: isBroken
      ? 'FAIL'
      : worstVerdict(
          scorers.map(({ verdict }) => verdict),
          'PASS',
        ),
    seedVerdict: worstVerdict(
      scorers.map(({ seedVerdict }) => seedVerdict),
      'PASS',
    ),
    scorers,
    n: baseline.size,
    coverage: baseline.size === 0 ? 0 : 1 - lostItems.length / baseline.size,
    unpaired: [...candidate.keys()].filter((itemId) => !baseline.has(itemId)),
    lostItems,
    newHardFailures,
    worst: items
      .filter(({ label }) => label !== 'passed')
      .toSorted((left, right) => right.drop - left.drop || right.baseline - left.baseline)
      .slice(0, maxWorst),
    itemLabels: countLabels(items),
    unit,
    clusterCount,
    repeats,
    rules,
    wantsRepeats:
      !rules.isStrict &&
      !isBroken &&
      Math.min(repeats.baseline, repeats.candidate) === 1 &&
      scorers.some(({ drop }) => isDropOf(drop, warnDrop)),
  };
  return { ...report, reasons: explainVerdict(report) };
}

interface TestedScorer {
  figures: Omit<ScorerComparison, 'adjustedP' | 'verdict' | 'seedVerdict'>;
  /** Whether any item does under it. */
  differs: boolean;
}

function testScorer(
  scorer: string,
  pairs: readonly Pair[],
  unit: 'item' | 'cluster',
  input: RegressionInput,
): TestedScorer {
  const { seed, alpha } = input.rules;
  const units = unitsOf(pairs, unit);
  const n = pairs.length;
  const sum = (read: (pair: Pair) => number): number => pairs.reduce((total, pair) => total + read(pair), 0);
  const baselineMean = n === 0 ? 0 : sum((pair) => pair.baseline) / n;
  const candidateMean = n === 0 ? 0 : sum((pair) => pair.candidate) / n;
  const figures = {
    scorer,
    n,
    baselineMean,
    candidateMean,
    difference: meanDifference(units),
    // A stream of its own, so that a scorer's figures do not hang on which others were compared.
    interval: bootstrapInterval(units, createSeededRandom(seed, scorer, 'bootstrap')),
    drop: dropOf(baselineMean, candidateMean),
    p: signFlipP(units, createSeededRandom(seed, scorer, 'flip')),
    passFail: passFailOf(pairs),
    baselineRate: rateOf(
      sum((pair) => pair.baselinePassed),
      n,
    ),
    candidateRate: rateOf(
      sum((pair) => pair.candidatePassed),
      n,
    ),
    detectableDrop: detectableDrop(units, alpha),
  };
  return { figures, differs: pairs.some((pair) => pair.baseline !== pair.candidate) };
}

function passFailOf(pairs: readonly Pair[]): ScorerComparison['passFail'] {
  if (!pairs.every(({ baseline, candidate }) => [baseline, candidate].every((value) => value === 0 || value === 1))) {
    return null;
  }
  const lost = pairs.filter(({ baseline, candidate }) => baseline > candidate).length;
  const won = pairs.filter(({ baseline, candidate }) => baseline < candidate).length;
  return { lost, won, p: mcnemarMidP(lost, won) };
}

function compareItem(scorer: string, { itemId, cluster, baseline, candidate }: Pair): ItemComparison {
  const drop = dropOf(baseline, candidate);
  const labels = { PASS: 'passed', WARN: 'warning', FAIL: 'failed' } as const;
  return { itemId, scorer, cluster, baseline, candidate, drop, label: labels[seedVerdictOf(drop)] };
}

function countLabels(items: readonly ItemComparison[]): RegressionReport['itemLabels'] {
  const counts = { passed: 0, warning: 0, failed: 0 };
  for (const { label } of items) counts[label] += 1;
  return counts;
}

function repeatsOf(items: ItemResults): number {
  return items.size === 0 ? 0 : Math.min(...[...items.values()].map((results) => results.length));
}
