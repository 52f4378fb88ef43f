import type { Baseline, RunVerdict } from '../../../core/baseline.ts';
import { shortRunId } from '../evals/eval-reference.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { verdictParts } from './verdict-extra.ts';

/** `/baseline compare`: one baseline measured against another. */
export function baselineComparison(candidate: Baseline, against: Baseline, { report, notes }: RunVerdict): Report {
  const about = ({ runId, model, savedAt }: Baseline): string =>
    `${model}, run ${shortRunId(runId)}, saved ${formatMetric.moment(savedAt)}`;
  return {
    title: `${candidate.dataset}: ${candidate.tag} against ${against.tag}`,
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: `Before: ${against.tag}`, value: about(against) },
          { label: `Now: ${candidate.tag}`, value: about(candidate) },
        ],
      },
      ...verdictParts(report, notes),
    ],
  };
}
