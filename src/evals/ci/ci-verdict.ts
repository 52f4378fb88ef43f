import type { EvalItemResult, MetricVerdict } from '../../core/evaluation.ts';
import type { RegressionReport } from '../../core/regression.ts';
import { scorerRegistry } from '../scorer-registry.ts';

/** What a build is told of a run. */
export interface CiVerdict {
  verdict: MetricVerdict;
  /** Each one sentence. */
  reasons: string[];
  /** Null where there was nothing to measure against. */
  report: RegressionReport | null;
}

/** Why an answer would not have been posted: there is none, or a gate refuses it; null where it would. */
export function whyNotPosted({ outcome, failure, scores }: EvalItemResult): string | null {
  if (outcome === 'failed') return `no answer: ${failure?.message ?? 'unknown'}`;
  const refused = scores.filter(({ scorer, passed }) => !passed && isGate(scorer));
  return refused.length === 0 ? null : refused.map(({ scorer, reason }) => `${scorer}: ${reason}`).join('; ');
}

/**
 * With a baseline the verdict of the comparison. Without one a run passes where at least `minPassRate` of its answers would have been posted:
 * every gate passed. Scorers that are no gates are measured, and fail nothing by themselves.
 */
export function ciVerdict(
  results: readonly EvalItemResult[],
  report: RegressionReport | null,
  minPassRate: number,
): CiVerdict {
  if (report !== null) return { verdict: report.verdict, reasons: report.reasons, report };
  const posted = results.filter((result) => whyNotPosted(result) === null).length;
  const rate = results.length === 0 ? 0 : posted / results.length;
  const what = `${posted} of ${results.length} answers would have been posted; ${(minPassRate * 100).toFixed(0)} % are needed.`;
  return {
    verdict: rate >= minPassRate ? 'PASS' : 'FAIL',
    reasons: ['There is no baseline to measure against.', what],
    report: null,
  };
}

function isGate(scorer: string): boolean {
  if (!scorerRegistry.has(scorer)) return false;
  const found = scorerRegistry.get(scorer);
  return found.kind === 'code' && found.gate;
}
