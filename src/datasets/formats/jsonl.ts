import { type ExportFormat, usualNames } from './export-format.ts';

export const jsonl: ExportFormat = {
  id: 'jsonl',
  title: 'JSON lines',
  summary: 'one JSON object a line, every field',
  ...usualNames('jsonl'),
  takes: () => true,
  open: (sink) => ({
    write: (row) => sink.write(`${JSON.stringify(row)}\n`),
    end: () => Promise.resolve(),
  }),
};
