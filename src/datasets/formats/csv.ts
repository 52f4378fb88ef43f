import { stringify } from 'csv-stringify/sync';
import type { ExportRow } from '../export/export-row.ts';
import { type ExportFormat, usualNames } from './export-format.ts';

const columns = [
  'id',
  'url',
  'title',
  'site',
  'language',
  'query_type',
  'query',
  'slack_text',
  'page_text',
  'response',
  'expected_theme',
  'tags',
  'score',
  'added_at',
  'added_by',
  'channel',
] as const satisfies readonly (keyof ExportRow)[];

/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
export const csv: ExportFormat = {
  id: 'csv',
  title: 'CSV',
  summary: 'a table for spreadsheets; cells that look like formulas are made harmless',
  ...usualNames('csv'),
  takes: () => true,
  open(sink) {
    let isEmpty = true;
    const lineOf = (cells: readonly unknown[]): string =>
      stringify([cells], { escape_formulas: true, record_delimiter: '\r\n' });
    const begin = async (): Promise<void> => {
      if (!isEmpty) return;
      isEmpty = false;
      await sink.write(lineOf(columns));
    };
    return {
      async write(row) {
        await begin();
        await sink.write(lineOf(columns.map((name) => (name === 'tags' ? row.tags.join(' ') : row[name]))));
      },
      end: begin,
    };
  },
};
