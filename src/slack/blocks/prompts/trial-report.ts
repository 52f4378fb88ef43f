import type { Draft } from '../../../core/summary.ts';
import type { TrialPayload, TrialSide } from '../../../pipeline/try-prompt.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report, ReportPart } from '../report.ts';

const parts: readonly { title: string; linesOf: (draft: Draft) => readonly string[] }[] = [
  { title: 'TLDR', linesOf: ({ tldr }) => tldr.map(({ text }) => text) },
  { title: 'Summary', linesOf: ({ summary }) => summary.map(({ text }) => text) },
  { title: 'Projects', linesOf: ({ projects }) => projects.map(({ theme, text }) => `${theme} — ${text}`) },
  { title: 'Similar tech', linesOf: ({ similarTech }) => similarTech.map(({ name, text }) => `${name} — ${text}`) },
];

/** `/prompt try`: what two versions of a prompt make of one page, side by side. */
export function trialReport({ promptName, url }: TrialPayload, sides: readonly TrialSide[]): Report {
  const columns = (title: string, cell: (side: TrialSide) => string): ReportPart => ({
    kind: 'columns',
    cells: sides.map((side) => `${title}\n${cell(side)}`),
  });
  const drafts = sides.flatMap(({ outcome }) => outcome.draft ?? []);
  const title = sides[0]?.outcome.evidence?.sources[0]?.title;
  return {
    title: promptName,
    parts: [
      { kind: 'text', text: title ? `${title} (${url})` : url },
      columns('Version', ({ version, label }) => (label === '' ? version : `${version} (${label})`)),
      columns('Checks', checksOf),
      columns('Cost and time', ({ outcome, durationMs }) =>
        [formatMetric.usd(outcome.costUsd), formatMetric.duration(durationMs)].join(', '),
      ),
      ...parts
        .filter(({ linesOf }) => drafts.some((draft) => linesOf(draft).length > 0))
        .map(({ title: name, linesOf }) =>
          columns(name, ({ outcome }) => {
            const lines = outcome.draft === null ? [] : linesOf(outcome.draft);
            return lines.length === 0 ? '(nothing)' : lines.map((line) => `• ${line}`).join('\n');
          }),
        ),
      { kind: 'note', text: [...notesOf(sides), 'Nothing was posted.'].join(' ') },
    ],
  };
}

function checksOf({ outcome }: TrialSide): string {
  const { gates, failure, rewriteCount } = outcome;
  const failed = gates.filter(({ passed }) => !passed);
  if (failure !== null && failed.length === 0) return failure.message;
  const counted = `${gates.length - failed.length} of ${gates.length} passed`;
  const again = rewriteCount > 0 ? ', after one rewrite' : '';
  return [`${counted}${again}`, ...failed.map(({ id, reason }) => `✗ ${id}: ${reason}`)].join('\n');
}

function notesOf(sides: readonly TrialSide[]): string[] {
  const uses = sides.flatMap(({ outcome }) => outcome.draft?.use ?? []);
  if (uses.some(({ fallback }) => fallback === 'budget')) {
    return ['The budget is used up, so no model was asked and the versions cannot differ.'];
  }
  if (uses.length > 0 && uses.every(({ provider }) => provider === 'extractive')) {
    return ['No model is set up: texts are written without a prompt, so the versions cannot differ.'];
  }
  return [];
}
