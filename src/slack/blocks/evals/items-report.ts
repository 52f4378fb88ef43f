import type { EvalItemResult, EvalRun } from '../../../core/evaluation.ts';
import { escapeSlack } from '../../../core/slack-text.ts';
import { actionIds, button } from '../button.ts';
import { plural } from '../format-figures.ts';
import { literal } from '../literal.ts';
import type { Report, ReportPart } from '../report.ts';
import { formatItemReference, formatPageReference, shortRunId } from './eval-reference.ts';
import { isClean, meanValue, originText, valueText, worstFirst } from './eval-words.ts';

const pageSize = 10;

/** The items of a run, worst first, each with a button that opens it. @param from how many are skipped */
export function evalItemsReport(run: EvalRun, results: readonly EvalItemResult[], from: number): Report {
  const ordered = worstFirst(results);
  const shown = ordered.slice(from, from + pageSize);
  const next = from + pageSize;
  const bad = results.filter((result) => !isClean(result)).length;
  return {
    title: `Eval ${run.params.dataset} · run ${shortRunId(run.id)}`,
    parts: [
      { kind: 'text', text: `${plural(bad, 'answer')} of ${results.length} failed a scorer; worst first.` },
      ...shown.map((result) => itemRow(run, result)),
      ...(next < ordered.length
        ? [
            {
              kind: 'actions' as const,
              elements: [
                button(
                  actionIds.showEvalItems,
                  `Next ${Math.min(pageSize, ordered.length - next)}`,
                  formatPageReference(run.id, next),
                ),
              ],
            },
          ]
        : []),
      { kind: 'note', text: originText(run) },
    ],
  };
}

function itemRow(run: EvalRun, result: EvalItemResult): ReportPart {
  const { itemId, repeat, outcome, failure, scores } = result;
  const failed = scores.filter(({ passed }) => !passed);
  const mark = isClean(result) ? '✓' : '✗';
  const which = run.params.repeats > 1 ? ` · answer ${repeat + 1}` : '';
  const what =
    outcome === 'failed'
      ? `no answer: ${failure?.message ?? 'unknown'}`
      : failed.length === 0
        ? 'passed every scorer'
        : failed.map(({ scorer, value }) => `${scorer} ${valueText(value)}`).join(', ');
  const head = escapeSlack(literal(`${itemId}${which}`, 100)).replaceAll('*', '');
  const rest = escapeSlack(literal(`${valueText(meanValue(result))} · ${what}`, 400));
  return {
    kind: 'row',
    mrkdwn: `${mark} *${head}*\n${rest}`,
    button: button(actionIds.openEvalItem, 'Open', formatItemReference({ runId: run.id, itemId, repeat })),
  };
}
