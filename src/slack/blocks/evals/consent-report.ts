import type { EvalPlan } from '../../../core/eval-desk.ts';
import { actionIds, button } from '../button.ts';
import { plural } from '../format-figures.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { modelText, originText, promptsText } from './eval-words.ts';

/** What a run will cost, and the button that agrees to it. */
export function evalConsentReport({ run, estimate, notes }: EvalPlan): Report {
  const { costUsd, askedCount, keptCount, from, runLimitUsd, dayLeftUsd } = estimate;
  const basis = from === 'measured' ? 'from what the last run with this model cost' : 'from the length of the pages';
  const cost =
    costUsd === null
      ? `${run.model} has no price in configs/prices.yaml, so what this costs is not known.`
      : `This will cost about ${formatMetric.usd(costUsd)}, ${basis}.`;
  return {
    title: `Eval ${run.params.dataset}: start it?`,
    parts: [
      { kind: 'text', text: cost },
      {
        kind: 'figures',
        figures: [
          { label: 'Answers to write', value: formatMetric.count(askedCount) },
          { label: 'Kept from earlier runs', value: formatMetric.count(keptCount) },
          { label: 'Limit of one run', value: runLimitUsd === 0 ? 'none' : formatMetric.usd(runLimitUsd) },
          { label: "Left of today's budget", value: dayLeftUsd === null ? 'no limit' : formatMetric.usd(dayLeftUsd) },
          { label: 'Model', value: modelText(run) },
          { label: 'Prompts', value: promptsText(run) },
        ],
      },
      ...notes.map((text) => ({ kind: 'text' as const, text })),
      {
        kind: 'actions',
        elements: [button(actionIds.startEval, `Start ${plural(run.itemCount, 'answer')}`, run.id, 'primary')],
      },
      { kind: 'note', text: originText(run) },
    ],
  };
}
