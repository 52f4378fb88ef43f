import type { RegressionReport, ScorerComparison } from '../../core/regression.ts';
import { hardFailureLimit } from './hard-failures.ts';
import { failDrop, fewestItems, isDropOf, warnDrop } from './verdict-of.ts';

/** The others are counted, so that a card keeps room for its buttons. */
const maxScorers = 5;

/** The verdict in sentences for people who are no statisticians, the gravest first. */
export function explainVerdict(report: Omit<RegressionReport, 'reasons'>): string[] {
  const { scorers, rules, n, newHardFailures, lostItems } = report;
  const reasons: string[] = [];
  if (newHardFailures.length >= hardFailureLimit) {
    reasons.push(
      `${newHardFailures.length} items that the baseline answered have no valid answer now: ${listed(newHardFailures.map(({ itemId, code }) => `${itemId} (${code})`))}.`,
    );
  }
  const dropped = scorers.filter(({ drop }) => isDropOf(drop, warnDrop)).toSorted(byDrop);
  reasons.push(...dropped.slice(0, maxScorers).map((scorer) => explainScorer(scorer, rules.isStrict)));
  if (dropped.length > maxScorers) {
    reasons.push(`${dropped.length - maxScorers} more scorers are ${percent(warnDrop)} or more lower.`);
  }
  if (reasons.length === 0) reasons.push(`No scorer is ${percent(warnDrop)} or more below the baseline.`);
  if (lostItems.length > 0) {
    reasons.push(
      `${count(lostItems.length, 'item')} without an answer ${lostItems.length === 1 ? 'counts' : 'count'} as 0.`,
    );
  }
  if (n < fewestItems && !rules.isStrict) reasons.push(tooFew(n, scorers));
  if (report.clusterCount !== null && report.unit === 'item') {
    reasons.push(
      `${count(report.clusterCount, 'cluster')} ${report.clusterCount === 1 ? 'is' : 'are'} too few to be compared as wholes, so items are taken as independent of each other.`,
    );
  }
  return reasons;
}

function explainScorer(scorer: ScorerComparison, isStrict: boolean): string {
  const { drop, adjustedP, baselineMean, candidateMean, verdict, n } = scorer;
  const what = `${scorer.scorer} is ${percent(drop)} lower (${score(baselineMean)} → ${score(candidateMean)})`;
  if (isStrict) return `${what}.`;
  if (verdict !== 'INCONCLUSIVE') return `${what}, more than chance explains (${pValue(adjustedP)}).`;
  if (isDropOf(drop, failDrop) && n < fewestItems) return `${what}, but on ${n} items a mean alone fails nothing.`;
  return `${what}, but chance alone could do that (${pValue(adjustedP)}).`;
}

function tooFew(n: number, scorers: readonly ScorerComparison[]): string {
  const drops = scorers.flatMap(({ detectableDrop }) => detectableDrop ?? []);
  const ending = drops.length === 0 ? '' : `: can detect only drops of ${score(Math.max(...drops))} or more`;
  return `Too few items (${n})${ending}.`;
}

/** What fails first, then the largest drops. */
function byDrop(left: ScorerComparison, right: ScorerComparison): number {
  return Number(right.verdict === 'FAIL') - Number(left.verdict === 'FAIL') || right.drop - left.drop;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function score(value: number): string {
  return value.toFixed(2);
}

function pValue(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}
