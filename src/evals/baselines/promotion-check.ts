import type { BaselineStore } from '../../core/baseline.ts';
import type { EvalRunStore, MetricVerdict } from '../../core/evaluation.ts';
import type { PromotionCheck, PromotionVerdict } from '../../core/promotion.ts';

const outcomes: Readonly<Record<MetricVerdict, PromotionVerdict['outcome']>> = {
  PASS: 'passed',
  FAIL: 'failed',
  // Not proven: its card promotes it with a reason, the command with --force and one.
  WARN: 'none',
  INCONCLUSIVE: 'none',
};

/** How many verdicts back a version is looked for. */
const maxVerdicts = 200;

/** What the newest verdict on a run with this version says of it. */
export function createPromotionCheck(
  baselines: Pick<BaselineStore, 'verdicts'>,
  runs: Pick<EvalRunStore, 'get'>,
): PromotionCheck {
  return async (name, version) => {
    for (const { runId, dataset, baselineTag, report } of await baselines.verdicts({ limit: maxVerdicts })) {
      const run = await runs.get(runId);
      if (run?.promptVersions[name] !== version) continue;
      const what = `On ${dataset}, against the baseline ${baselineTag}, its verdict is ${report.verdict} (n = ${report.n})`;
      return { outcome: outcomes[report.verdict], reason: `${what}: ${report.reasons[0] ?? ''}`, evalRunId: runId };
    }
    return { outcome: 'none', reason: 'No eval has measured this version against a baseline.', evalRunId: null };
  };
}
