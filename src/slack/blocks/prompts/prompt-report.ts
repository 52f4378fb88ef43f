import type { LabelMove } from '../../../core/prompt-labels.ts';
import type { FoundVersion } from '../../../prompts/find-version.ts';
import type { Cell } from '../data-table.ts';
import { formatMetric } from '../format-metrics.ts';
import { literalLine } from '../literal.ts';
import type { Report, ReportPart } from '../report.ts';
import { moverCell } from './prompt-list.ts';

const maxMoves = 12;

/** `/prompt show`: one version word for word, and the history of the prompt's labels. */
export function promptReport(
  { name, version, labels, createdAt, file }: FoundVersion,
  moves: readonly LabelMove[],
): Report {
  const { temperature, maxOutputTokens } = file.config;
  return {
    title: `${name} ${version}`,
    parts: [
      { kind: 'text', text: file.description },
      {
        kind: 'figures',
        figures: [
          { label: 'Labels', value: labels.join(', ') || 'none' },
          { label: 'Known since', value: formatMetric.moment(createdAt) },
          { label: 'Variables', value: file.variables.join(', ') || 'none' },
          {
            label: 'Parameters',
            value: `temperature ${temperature ?? 'of the profile'}, output tokens ${maxOutputTokens ?? 'of the profile'}`,
          },
        ],
      },
      { kind: 'heading', text: 'Who moved which label' },
      { kind: 'table', table: historyTable(moves.slice(0, maxMoves)) },
      ...file.content.flatMap(({ role, content }): ReportPart[] => [
        { kind: 'heading', text: role },
        {
          kind: 'lines',
          lines: content
            .trim()
            .split(/\r\n?|\n/)
            .map((line) => literalLine(line)),
        },
      ]),
      {
        kind: 'note',
        text: `n = ${moves.length} moves${moves.length > maxMoves ? `, the newest ${maxMoves} are shown` : ''}`,
      },
    ],
  };
}

function historyTable(moves: readonly LabelMove[]) {
  return {
    columns: ['When', 'Label', 'From', 'To', 'How', 'Who', 'Why'].map((name) => ({ name })),
    rows: moves.map((move): Cell[] => [
      formatMetric.moment(move.changedAt),
      move.label,
      move.fromVersion ?? '–',
      move.toVersion,
      move.kind,
      moverCell(move.changedBy),
      move.reason ?? '',
    ]),
  };
}
