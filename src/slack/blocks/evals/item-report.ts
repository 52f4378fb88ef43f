import type { EvalItemResult, EvalRun, EvalScore } from '../../../core/evaluation.ts';
import type { SummaryRun } from '../../../core/summary.ts';
import { button, actionIds } from '../button.ts';
import { formatMetric } from '../format-metrics.ts';
import { literal } from '../literal.ts';
import type { Report, ReportPart } from '../report.ts';
import { rich } from '../rich-text.ts';
import { meanValue, valueText } from './eval-words.ts';

/** `null`: no longer kept; `hidden`: not for this person. */
export type ShownAnswer = SummaryRun | null | 'hidden';

/** One item of a run: its scores with their reasons, failed ones first, and the answer. */
export function evalItemReport(run: EvalRun, result: EvalItemResult, answer: ShownAnswer): Report {
  const { itemId, repeat, outcome, failure, scores, costUsd, durationMs, isCached, traceId } = result;
  const failed = scores.filter(({ passed }) => !passed);
  const passed = scores.filter((score) => score.passed);
  return {
    title: `${itemId}${run.params.repeats > 1 ? ` · answer ${repeat + 1}` : ''}`,
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: 'Outcome', value: outcome === 'ok' ? 'answered' : `no answer (${failure?.code ?? 'unknown'})` },
          { label: 'Mean of scores', value: valueText(meanValue(result)) },
          {
            label: 'Answered in',
            value: `${formatMetric.duration(durationMs)}${isCached ? ', in an earlier run' : ''}`,
          },
          { label: 'Cost in this run', value: formatMetric.usd(costUsd) },
        ],
      },
      ...(failure === null ? [] : [{ kind: 'text' as const, text: `${failure.message} ${failure.hint ?? ''}` }]),
      ...scoreParts('Failed', failed),
      ...answerParts(answer),
      ...scoreParts('Passed', passed),
      ...(traceId === null
        ? []
        : [{ kind: 'actions' as const, elements: [button(actionIds.showTrace, 'Trace', traceId)] }]),
    ],
  };
}

function scoreParts(heading: string, scores: readonly EvalScore[]): ReportPart[] {
  if (scores.length === 0) return [];
  const items = scores.map(({ scorer, value, reason, error }) =>
    rich.section(
      rich.bold(scorer),
      rich.text(` ${valueText(value)} · ${literal(reason, 400)}${error === null ? '' : ` (${error})`}`),
    ),
  );
  return [
    { kind: 'heading', text: heading },
    ...rich.blocks([rich.bullets(items)]).map((block) => ({ kind: 'rich' as const, block })),
  ];
}

function answerParts(answer: ShownAnswer): ReportPart[] {
  if (answer === 'hidden') return [{ kind: 'note', text: 'The answer itself is shown to operators.' }];
  if (answer === null) return [{ kind: 'note', text: 'The answer is no longer kept.' }];
  const { draft } = answer;
  if (draft === null) return [];
  const list = (heading: string, texts: readonly string[]): ReportPart[] =>
    texts.length === 0
      ? []
      : [
          { kind: 'heading', text: heading },
          ...rich
            .blocks([rich.bullets(texts.map((text) => rich.section(rich.text(literal(text, 700)))))])
            .map((block) => ({ kind: 'rich' as const, block })),
        ];
  return [
    ...list(
      'TLDR',
      draft.tldr.map(({ text }) => text),
    ),
    ...list(
      'Summary',
      draft.summary.map(({ text }) => text),
    ),
    ...list(
      'Ideas',
      draft.projects.map(({ theme, text }) => `${theme} — ${text}`),
    ),
    ...list(
      'Similar tech',
      draft.similarTech.map(({ name, text }) => `${name} — ${text}`),
    ),
  ];
}
