import type { EvalProgress } from '../../../core/eval-desk.ts';
import type { EvalRun } from '../../../core/evaluation.ts';
import { actionIds, button } from '../button.ts';
import { formatMetric } from '../format-metrics.ts';
import { plural } from '../format-figures.ts';
import type { Report } from '../report.ts';
import { modelText, originText, progressBar, promptsText } from './eval-words.ts';

/** The one message of a run while it works. @param progress null before it has begun */
export function evalProgressReport(run: EvalRun, progress: EvalProgress | null): Report {
  const { done, total } = progress ?? { done: run.doneCount, total: run.itemCount };
  return {
    title: `Eval ${run.params.dataset}`,
    parts: [
      { kind: 'text', text: `${progressBar(done, total)} · ${leftText(progress)}` },
      {
        kind: 'figures',
        figures: [
          { label: 'Model', value: modelText(run) },
          { label: 'Prompts', value: promptsText(run) },
        ],
      },
      ...(progress === null ? [] : [{ kind: 'text' as const, text: soFar(progress) }]),
      { kind: 'actions', elements: [button(actionIds.cancelEval, 'Cancel', run.id)] },
      { kind: 'note', text: originText(run) },
    ],
  };
}

function leftText(progress: EvalProgress | null): string {
  if (progress === null) return 'waiting for its turn';
  if (progress.leftMs === null) return 'starting';
  return progress.done === progress.total ? 'adding up' : `about ${formatMetric.duration(progress.leftMs)} left`;
}

function soFar({ failedCount, keptCount, costUsd }: EvalProgress): string {
  return [
    `${formatMetric.usd(costUsd)} so far`,
    ...(keptCount === 0 ? [] : [`${plural(keptCount, 'answer')} kept from earlier runs`]),
    ...(failedCount === 0 ? [] : [`${plural(failedCount, 'item')} without an answer`]),
  ].join(' · ');
}
