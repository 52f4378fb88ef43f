import type { Button } from '@slack/types';
import type { EvalItemResult, EvalRun } from '../../../core/evaluation.ts';
import { actionIds, button } from '../button.ts';
import { plural } from '../format-figures.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report, ReportPart } from '../report.ts';
import { formatPageReference } from './eval-reference.ts';
import {
  isClean,
  modelText,
  originText,
  progressBar,
  promptsText,
  statusText,
  valueText,
  worstFirst,
} from './eval-words.ts';

/** What others add to the card of a run: a verdict above the figures, buttons beside the usual ones. */
export interface EvalCardExtra {
  /** Behind the name of the dataset in the title, e.g. `PASS`. */
  headline: string | null;
  parts: readonly ReportPart[];
  buttons: readonly Button[];
}

export const noExtra: EvalCardExtra = { headline: null, parts: [], buttons: [] };

const maxFailed = 5;

/** The card of a run that has ended. */
export function evalResultReport(
  run: EvalRun,
  results: readonly EvalItemResult[],
  extra: EvalCardExtra = noExtra,
): Report {
  const failed = worstFirst(results).filter(({ outcome }) => outcome === 'failed');
  const clean = results.filter(isClean).length;
  const { costUsd, startedAt, finishedAt } = run;
  const kept = results.filter(({ isCached }) => isCached).length;
  return {
    title: `Eval ${run.params.dataset}: ${extra.headline ?? statusText(run)}`,
    parts: [
      ...statusParts(run),
      ...extra.parts,
      {
        kind: 'figures',
        figures: [
          {
            label: 'Passed every scorer',
            value: `${clean} of ${results.length} (${formatMetric.share(results.length === 0 ? null : clean / results.length)})`,
          },
          { label: 'Without an answer', value: formatMetric.count(failed.length) },
          {
            label: 'Cost',
            value: `${formatMetric.usd(costUsd)}${kept === 0 ? '' : `, ${plural(kept, 'answer')} kept`}`,
          },
          {
            label: 'Time',
            value: startedAt === null || finishedAt === null ? '–' : formatMetric.duration(finishedAt - startedAt),
          },
          { label: 'Model', value: modelText(run) },
          { label: 'Prompts', value: promptsText(run) },
        ],
      },
      ...figureParts(run),
      ...failedParts(failed),
      { kind: 'actions', elements: [...extra.buttons, ...usualButtons(run, results)] },
      { kind: 'note', text: originText(run) },
    ],
  };
}

function statusParts(run: EvalRun): ReportPart[] {
  const { status, failure, doneCount, itemCount } = run;
  if (status === 'done') return [];
  const why = failure === null ? '' : ` ${failure.message}${failure.hint === null ? '' : ` ${failure.hint}`}`;
  const what = status === 'cancelled' ? 'Cancelled.' : status === 'failed' ? 'It ended early.' : '';
  return [{ kind: 'text', text: `${progressBar(doneCount, itemCount)} · ${what}${why}` }];
}

/** A row for each scorer that not everything passed with full marks; the others in one line. */
function figureParts({ figures }: EvalRun): ReportPart[] {
  if (figures.length === 0) return [{ kind: 'text', text: 'There are no results yet.' }];
  const perfect = figures.filter(({ mean }) => mean === 1);
  const rows = figures
    .filter(({ mean }) => mean < 1)
    .toSorted((a, b) => a.passRate - b.passRate || a.mean - b.mean)
    .map(({ scorer, mean, passRate, n, errorCount }) => [
      `${passRate === 1 ? '✓' : '✗'} ${scorer}`,
      valueText(mean),
      formatMetric.share(passRate),
      errorCount === 0 ? formatMetric.count(n) : `${formatMetric.count(n)}, ${plural(errorCount, 'error')}`,
    ]);
  const columns = [
    { name: 'Scorer' },
    { name: 'Mean', align: 'right' as const },
    { name: 'Passed', align: 'right' as const },
    { name: 'n', align: 'right' as const },
  ];
  return [
    ...(rows.length === 0 ? [] : [{ kind: 'table' as const, table: { columns, rows } }]),
    ...(perfect.length === 0
      ? []
      : [{ kind: 'text' as const, text: `✓ 1.00 throughout: ${perfect.map(({ scorer }) => scorer).join(', ')}` }]),
  ];
}

function failedParts(failed: readonly EvalItemResult[]): ReportPart[] {
  if (failed.length === 0) return [];
  const lines = failed
    .slice(0, maxFailed)
    .map(({ itemId, failure }) => `✗ ${itemId}: ${failure?.message ?? 'no answer'}`);
  const more = failed.length > maxFailed ? [`… and ${failed.length - maxFailed} more`] : [];
  return [
    { kind: 'heading', text: 'Without an answer, scored 0' },
    ...[...lines, ...more].map((text) => ({ kind: 'text' as const, text })),
  ];
}

function usualButtons(run: EvalRun, results: readonly EvalItemResult[]): Button[] {
  const isUnfinished = run.status !== 'done' && run.doneCount < run.itemCount;
  return [
    ...(isUnfinished ? [button(actionIds.startEval, 'Continue', run.id)] : []),
    ...(results.length === 0 ? [] : [button(actionIds.showEvalItems, 'Show failures', formatPageReference(run.id, 0))]),
    ...(run.status === 'done' && run.params.repeats < 3 ? [button(actionIds.repeatEval, 'Run again ×3', run.id)] : []),
    ...(results.length === 0 ? [] : [button(actionIds.exportEval, 'Export results', run.id)]),
  ];
}
