import type { EvalRun } from '../../../core/evaluation.ts';
import type { RegressionReport } from '../../../core/regression.ts';
import type { Report } from '../report.ts';
import { shortRunId } from './eval-reference.ts';
import { modelText, originText, promptsText } from './eval-words.ts';
import { regressionParts } from './regression-parts.ts';

/** `/eval compare A B`: the second run measured against the first. */
export function evalComparisonReport(first: EvalRun, second: EvalRun, report: RegressionReport): Report {
  const about = (run: EvalRun): string => `${modelText(run)}, ${promptsText(run)}`;
  return {
    title: `Eval ${second.params.dataset}: ${shortRunId(first.id)} → ${shortRunId(second.id)}`,
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: `Before: ${shortRunId(first.id)}`, value: about(first) },
          { label: `Now: ${shortRunId(second.id)}`, value: about(second) },
        ],
      },
      ...regressionParts(report),
      { kind: 'note', text: `Before: ${originText(first)}` },
      { kind: 'note', text: `Now: ${originText(second)}` },
    ],
  };
}
