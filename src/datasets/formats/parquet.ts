import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { SchemaElement } from 'hyparquet-writer';
import type { ExportRow } from '../export/export-row.ts';
import { type ExportFormat, type FileSink, type RowWriter, usualNames } from './export-format.ts';

const required = ['id', 'url', 'query_type', 'slack_text', 'tags', 'added_at'] as const;
const optional = [
  'title',
  'site',
  'language',
  'query',
  'page_text',
  'response',
  'expected_theme',
  'added_by',
  'channel',
] as const;

const text = (name: string, repetition: 'REQUIRED' | 'OPTIONAL'): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
  repetition_type: repetition,
});
const schema: SchemaElement[] = [
  { name: 'root', num_children: required.length + optional.length + 1 },
  ...required.map((name) => text(name, 'REQUIRED')),
  ...optional.map((name) => text(name, 'OPTIONAL')),
  { name: 'score', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
];

/** A group of rows is in memory until it is written: this many, or as much text as this many characters. */
const groupRows = 2_000;
const groupLength = 4_000_000;

/** Apache Parquet, Snappy. Tags are one text with spaces between them. */
export const parquet: ExportFormat = {
  id: 'parquet',
  title: 'Parquet',
  summary: 'columns for pandas, DuckDB and Spark',
  ...usualNames('parquet'),
  takes: () => true,
  open: openParquet,
};

function openParquet(sink: FileSink): RowWriter {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({ writer: bytes, schema, createdBy: 'gloss' });
  let rows: ExportRow[] = [];
  let length = 0;

  async function flush(): Promise<void> {
    const chunk = bytes.getBytes().slice();
    // The place in the file is counted on; only the buffer begins again.
    bytes.index = 0;
    await sink.write(chunk);
  }
  async function writeGroup(): Promise<void> {
    if (rows.length === 0) return;
    const group = rows;
    rows = [];
    length = 0;
    const column = (name: (typeof required)[number] | (typeof optional)[number]) => ({
      name,
      data: group.map((row) => (name === 'tags' ? row.tags.join(' ') : row[name])),
    });
    const columnData = [
      ...required.map(column),
      ...optional.map(column),
      { name: 'score', data: group.map(({ score }) => score) },
    ];
    await file.write({ columnData, rowGroupSize: group.length });
    await flush();
  }

  return {
    async write(row) {
      rows.push(row);
      length += (row.page_text?.length ?? 0) + (row.response?.length ?? 0) + row.slack_text.length;
      if (rows.length >= groupRows || length >= groupLength) await writeGroup();
    },
    async end() {
      await writeGroup();
      await file.finish();
      await flush();
    },
  };
}
