import type { MetricVerdict } from '../../core/evaluation.ts';
import type { RegressionRules, SeedVerdict } from '../../core/regression.ts';

export const failDrop = 0.1;
export const warnDrop = 0.05;
/** Below, a mean alone never fails a run. */
export const fewestItems = 10;
/** 0.1 as a difference of two means is 0.0999…98. */
const tolerance = 1e-9;

export function isDropOf(drop: number, least: number): boolean {
  return drop >= least - tolerance;
}

/** (B - C) / B; the plain difference B - C where B is 0. */
export function dropOf(baseline: number, candidate: number): number {
  return baseline > tolerance ? (baseline - candidate) / baseline : baseline - candidate;
}

/** The seed rule: 10 % or more fails, 5 % or more warns, whatever chance could have done. */
export function seedVerdictOf(drop: number): SeedVerdict {
  if (isDropOf(drop, failDrop)) return 'FAIL';
  return isDropOf(drop, warnDrop) ? 'WARN' : 'PASS';
}

/**
 * FAIL where the drop is 10 % or more and p < alpha; WARN where it is 5 % or more and p < alpha; INCONCLUSIVE where it is 5 % or more and chance
 * could have done it, or the items are too few to fail a run; else PASS. In strict mode the seed rule decides alone.
 *
 * @param p after Holm
 */
export function verdictOf(drop: number, p: number, n: number, rules: RegressionRules): MetricVerdict {
  if (rules.isStrict) return seedVerdictOf(drop);
  if (!isDropOf(drop, warnDrop)) return 'PASS';
  if (p >= rules.alpha) return 'INCONCLUSIVE';
  if (!isDropOf(drop, failDrop)) return 'WARN';
  return n < fewestItems ? 'INCONCLUSIVE' : 'FAIL';
}

const order: readonly MetricVerdict[] = ['PASS', 'INCONCLUSIVE', 'WARN', 'FAIL'];

/** The gravest; a drop that is there weighs more than one that may be. */
export function worstVerdict<Verdict extends MetricVerdict>(verdicts: readonly Verdict[], otherwise: Verdict): Verdict {
  return verdicts.reduce(
    (worst, verdict) => (order.indexOf(verdict) > order.indexOf(worst) ? verdict : worst),
    otherwise,
  );
}
