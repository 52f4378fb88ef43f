import type { Baseline, PromotionRequest, RunVerdict } from '../../src/core/baseline.ts';
import { compareRuns } from '../../src/evals/regression/compare-runs.ts';
import { judgedResults } from './eval-results.ts';

export function sampleBaseline(changes: Partial<Baseline> = {}): Baseline {
  return {
    dataset: 'smoke',
    tag: 'first',
    runId: 'run-1',
    datasetVersion: 'aaaaaaaaaaaa',
    judgeKey: '',
    promptVersions: { 'stage-b-compose-reply': '111111111111' },
    model: 'm-1',
    figures: [{ scorer: 'judged', n: 20, mean: 0.9, passRate: 0.9, errorCount: 0 }],
    savedBy: 'U1',
    savedAt: 1000,
    ...changes,
  };
}

export function samplePromotion(changes: Partial<PromotionRequest> = {}): PromotionRequest {
  return {
    id: 'promotion-1',
    baseline: sampleBaseline(),
    expectedRevision: 0,
    labels: [],
    verdict: 'PASS',
    isForced: false,
    reason: null,
    by: 'U1',
    at: 2000,
    ...changes,
  };
}

/** A verdict over real comparisons: `candidatePasses` of 20 items pass where 20 did. */
export function sampleVerdict(candidatePasses: number, changes: Partial<RunVerdict> = {}): RunVerdict {
  const values = (count: number): number[] => Array.from({ length: 20 }, (_, index) => (index < count ? 1 : 0));
  return {
    runId: 'run-2',
    dataset: 'smoke',
    baselineTag: 'first',
    baselineRunId: 'run-1',
    revision: 1,
    report: compareRuns({
      scorers: ['judged'],
      baseline: judgedResults(values(20)),
      candidate: judgedResults(values(candidatePasses)),
      rules: { isStrict: false, alpha: 0.1, seed: 1 },
    }),
    notes: [],
    decidedAt: 3000,
    ...changes,
  };
}
