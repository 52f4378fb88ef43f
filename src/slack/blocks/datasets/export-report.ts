import type { ExportRecord } from '../../../core/dataset-export.ts';
import type { ExportFormat } from '../../../datasets/formats/export-format.ts';
import { progressBar } from '../evals/eval-words.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';

/** While it is written. */
export function exportProgress({ params }: ExportRecord, done: number, total: number): Report {
  return {
    title: `Export of ${params.dataset}`,
    parts: [{ kind: 'text', text: `${progressBar(Math.min(done, total), total)} · ${params.format}` }],
  };
}

/** What came of it. @param left files that were too large to send */
export function exportResult(record: ExportRecord, left: readonly string[]): Report {
  const { params, trainCount, validationCount, skippedCount, hiddenCount, files } = record;
  const { count } = formatMetric;
  const notes = [
    `seed ${params.seed}, split ${params.ratio}`,
    params.withNames ? 'with the ids of people and channels' : 'without the ids of people and channels',
    `kept on the server until ${formatMetric.moment(record.expiresAt)}`,
  ];
  return {
    title: `Export of ${params.dataset}`,
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: 'Format', value: params.format },
          { label: 'Training', value: `${count(trainCount)} items` },
          { label: 'Validation', value: `${count(validationCount)} items` },
          {
            label: 'Left out',
            value: `${count(skippedCount)} that the format cannot hold, ${count(hiddenCount)} of channels you cannot see`,
          },
        ],
      },
      { kind: 'lines', lines: files.map(({ name, bytes }) => `${name}  ${formatMetric.bytes(bytes)}`) },
      ...(left.length === 0
        ? []
        : [
            {
              kind: 'text',
              text: `Too large to send: ${left.join(', ')}. They are on the server, in the folder ${record.id} of the exports.`,
            } as const,
          ]),
      { kind: 'note', text: notes.join(' · ') },
    ],
  };
}

export function exportFailed({ params, failure }: ExportRecord): Report {
  return {
    title: `Export of ${params.dataset}`,
    parts: [
      { kind: 'text', text: `It failed: ${failure?.message ?? 'something went wrong.'} ${failure?.hint ?? ''}`.trim() },
      { kind: 'note', text: 'Nothing was kept. /export run starts another one.' },
    ],
  };
}

/** `/export list`. */
export function exportList(records: readonly ExportRecord[]): Report {
  return {
    title: 'Exports',
    parts: [
      {
        kind: 'table',
        table: {
          columns: [
            { name: 'Dataset' },
            { name: 'Format' },
            { name: 'Items', align: 'right' },
            { name: 'State' },
            { name: 'Asked by' },
            { name: 'When' },
            { name: 'Kept until' },
          ],
          rows: records.map(({ params, trainCount, validationCount, status, askedBy, createdAt, expiresAt }) => [
            params.dataset,
            params.format,
            formatMetric.count(trainCount + validationCount),
            status,
            { userId: askedBy },
            formatMetric.moment(createdAt),
            status === 'expired' ? '–' : formatMetric.moment(expiresAt),
          ]),
        },
      },
      { kind: 'note', text: `n = ${records.length}, newest first` },
    ],
  };
}

/** `/export formats`. */
export function formatList(formats: readonly ExportFormat[]): Report {
  return {
    title: 'Export formats',
    parts: [
      {
        kind: 'table',
        table: {
          columns: [{ name: 'Format' }, { name: 'What it is' }, { name: 'Files' }],
          rows: formats.map((format) => [
            format.id,
            format.summary,
            [format.fileName('NAME', 'train'), format.fileName('NAME', 'validation'), format.statsName('NAME')].join(
              ' ',
            ),
          ]),
        },
      },
    ],
  };
}
