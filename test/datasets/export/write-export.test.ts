import { existsSync, readdirSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import type { ExportParams } from '../../../src/core/dataset-export.ts';
import type { DatasetItem } from '../../../src/core/dataset.ts';
import { toExportRow } from '../../../src/datasets/export/export-row.ts';
import { writeExport } from '../../../src/datasets/export/write-export.ts';
import type { ExportSource } from '../../../src/datasets/export/write-export.ts';
import { exportFormats } from '../../../src/datasets/formats/index.ts';
import { memoryDatasets } from '../../support/memory-datasets.ts';
import { fineTuningProblems } from '../../support/openai-fine-tuning-rules.ts';
import { sampleDatasetItem } from '../../support/sample-dataset-item.ts';

const nasty = [
  '=cmd|"/c calc"!A1',
  '+1',
  '-2',
  '@sum',
  '\ttab',
  'a "quote", a comma\r\nand a line',
  '日本語 🦩',
  "O'Hara",
];

function item(index: number, changes: Partial<DatasetItem> = {}): DatasetItem {
  return sampleDatasetItem({
    id: `item-${String(index).padStart(4, '0')}`,
    slackText: nasty[index % nasty.length] ?? '',
    referenceResponse: `Answer ${index}`,
    score: (index % 10) / 10,
    tags: index % 2 === 0 ? ['even', 'all'] : ['all'],
    addedBy: 'U12345',
    addedAt: 1_000 * index,
    ...changes,
  });
}

async function open(items: readonly DatasetItem[]) {
  const store = memoryDatasets();
  await store.ensure({ name: 'smoke', description: 'A few pages.', origin: 'store' });
  await store.put('smoke', items);
  const root = mkdtempSync(join(tmpdir(), 'gloss-export-'));
  let runs = 0;
  return {
    root,
    store,
    async write(format: string, changes: Partial<ExportParams> = {}, source: Partial<ExportSource> = {}) {
      const chosen = exportFormats.find(({ id }) => id === format);
      const dataset = await store.get('smoke');
      if (!chosen || !dataset) throw new Error(`no format ${format}`);
      const folder = join(root, `run-${(runs += 1)}`);
      const params = { dataset: 'smoke', format, ratio: 0.8, seed: 7, filter: {}, withNames: false, ...changes };
      const written = await writeExport(params, dataset, chosen, folder, {
        store,
        maySee: () => Promise.resolve(true),
        standIn: (id) => `p_${id.length}`,
        signal: new AbortController().signal,
        progress: () => undefined,
        ...source,
      });
      return { ...written, folder, read: (name: string) => readFileSync(join(folder, name), 'utf8') };
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

const rowsOf = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const byId = (a: Record<string, unknown>, b: Record<string, unknown>): number =>
  String(a['id']) < String(b['id']) ? -1 : 1;

test('JSON lines: names, split, every item once, statistics', async () => {
  using door = await open(Array.from({ length: 50 }, (_, index) => item(index)));
  const { read, ...written } = await door.write('jsonl');
  expect(written).toMatchObject({ trainCount: 40, validationCount: 10, skippedCount: 0, hiddenCount: 0 });
  expect(readdirSync(written.folder).sort()).toEqual(['smoke.stats.json', 'smoke.train.jsonl', 'smoke.val.jsonl']);
  const train = rowsOf(read('smoke.train.jsonl'));
  const validation = rowsOf(read('smoke.val.jsonl'));
  expect([train.length, validation.length]).toEqual([40, 10]);
  const expected = Array.from({ length: 50 }, (_, index) =>
    toExportRow(item(index, { tags: item(index).tags.toSorted() }), () => 'p_6'),
  );
  expect([...train, ...validation].toSorted(byId)).toEqual(expected);
  expect(train.map(({ id }) => id)).not.toEqual(train.toSorted(byId).map(({ id }) => id));
  const stats = JSON.parse(read('smoke.stats.json')) as unknown;
  expect(stats).toMatchObject({
    dataset: 'smoke',
    seed: 7,
    counts: { train: 40, validation: 10, skipped: 0, hidden: 0 },
    scores: { count: 50, histogram: [5, 5, 5, 5, 5, 5, 5, 5, 5, 5] },
    query_types: { summary: 50 },
    tags: { all: 50, even: 25 },
  });
  for (const { name, bytes } of written.files) expect(bytes).toBe(Buffer.byteLength(read(name)));
});

test.each(exportFormats.map(({ id }) => id))(
  '%s: the same seed gives the same bytes, another seed others',
  async (format) => {
    using door = await open(Array.from({ length: 30 }, (_, index) => item(index)));
    const [first, second, other] = [
      await door.write(format),
      await door.write(format),
      await door.write(format, { seed: 8 }),
    ];
    const bytesOf = (run: typeof first) =>
      readdirSync(run.folder)
        .sort()
        .map((name) => readFileSync(join(run.folder, name)).toString('base64'));
    expect(bytesOf(second)).toEqual(bytesOf(first));
    expect(bytesOf(other)).not.toEqual(bytesOf(first));
  },
);

test('CSV is read back cell by cell, and no cell can be a formula', async () => {
  using door = await open(Array.from({ length: 16 }, (_, index) => item(index)));
  const { read } = await door.write('csv', { ratio: 1 });
  const text = read('smoke.train.csv');
  const rows = parse(text, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
  expect(rows).toHaveLength(16);
  for (const row of rows) {
    const source = item(Number(String(row['id']).slice(5)));
    expect(row['slack_text']).toBe(/^[=+\-@\t\r]/.test(source.slackText) ? `'${source.slackText}` : source.slackText);
    expect(row['response']).toBe(source.referenceResponse);
    expect(row['tags']).toBe(source.tags.toSorted().join(' '));
    expect(Number(row['score'])).toBe(source.score);
  }
  expect(read('smoke.val.csv').split('\r\n')).toHaveLength(2);
});

test('the OpenAI file keeps OpenAI’s rules; items without a page or an answer are left out', async () => {
  using door = await open([
    ...Array.from({ length: 20 }, (_, index) => item(index)),
    item(20, { referenceResponse: null }),
    item(21, { evidence: null }),
    item(22, { query: 'How long does a restart take?', queryType: 'factual' }),
  ]);
  const { read, trainCount, validationCount, skippedCount } = await door.write('openai', { ratio: 0.5 });
  expect([trainCount, validationCount, skippedCount]).toEqual([11, 10, 2]);
  for (const name of ['smoke.train.jsonl', 'smoke.val.jsonl']) expect(fineTuningProblems(read(name))).toEqual([]);
  const all = read('smoke.train.jsonl') + read('smoke.val.jsonl');
  expect(all).toContain('Question: How long does a restart take?');
  expect(all).toContain('Heron keeps its index in memory.');
});

test('the rules that the OpenAI file is held to refuse what OpenAI refuses', () => {
  const example = (messages: unknown) => `${JSON.stringify({ messages })}\n`;
  const good = example([
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
  ]);
  expect(fineTuningProblems(good.repeat(10))).toEqual([]);
  expect(fineTuningProblems(good.repeat(9))).toEqual(['9 examples; ten are needed']);
  expect(fineTuningProblems(good.repeat(9) + example([{ role: 'user', content: 'a' }]))).toHaveLength(2);
  expect(fineTuningProblems(`${good.repeat(10)}{}\n`)).toEqual(['line 11: has no messages']);
  expect(
    fineTuningProblems(
      good.repeat(10) +
        example([
          { role: 'robot', content: '' },
          { role: 'assistant', content: 'b' },
        ]),
    ),
  ).toHaveLength(2);
});

test('the Hugging Face folder holds its splits and reads back row for row', async () => {
  using door = await open(Array.from({ length: 10 }, (_, index) => item(index)));
  const { folder, read } = await door.write('huggingface');
  expect(readdirSync(folder).sort()).toEqual(['stats.json', 'train.jsonl', 'validation.jsonl']);
  const rows = [...rowsOf(read('train.jsonl')), ...rowsOf(read('validation.jsonl'))];
  expect(rows.toSorted(byId).map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => item(index).id));
  expect(new Set(rows.map((row) => Object.keys(row).join()))).toHaveProperty('size', 1);
});

test('Parquet reads back row for row, over several groups, with what is missing', async () => {
  using door = await open(
    Array.from({ length: 4_500 }, (_, index) =>
      item(index, index % 3 === 0 ? { score: null, evidence: null, cluster: null } : {}),
    ),
  );
  const { folder } = await door.write('parquet', { ratio: 1 });
  const json = await door.write('jsonl', { ratio: 1 });
  const file = await asyncBufferFromFile(join(folder, 'smoke.train.parquet'));
  const rows = await parquetReadObjects({ file });
  const expected = rowsOf(json.read('smoke.train.jsonl')).map((row) => ({
    ...row,
    tags: (row['tags'] as string[]).join(' '),
  }));
  expect(rows).toHaveLength(4_500);
  expect(rows).toEqual(expected);
});

test('filters choose what is written', async () => {
  using door = await open([
    ...Array.from({ length: 20 }, (_, index) => item(index)),
    item(90, { status: 'candidate' }),
  ]);
  const count = async (filter: ExportParams['filter']) => (await door.write('jsonl', { ratio: 1, filter })).trainCount;
  expect(await count({})).toBe(20);
  expect(await count({ minScore: 0.8 })).toBe(4);
  expect(await count({ maxScore: 0.1 })).toBe(4);
  expect(await count({ tags: ['even'] })).toBe(10);
  expect(await count({ queryType: 'factual' })).toBe(0);
  expect(await count({ fromMs: 5_000, toMs: 8_000 })).toBe(3);
});

test('what the asker may not see is not written, and people are stood in for', async () => {
  using door = await open([item(1, { channelId: 'C1' }), item(2, { channelId: 'C2' }), item(3)]);
  const asked: string[] = [];
  const { read, hiddenCount } = await door.write(
    'jsonl',
    { ratio: 1 },
    {
      maySee: (channelId) => Promise.resolve(asked.push(channelId) > 0 && channelId === 'C1'),
    },
  );
  expect(hiddenCount).toBe(1);
  expect(asked).toEqual(['C1', 'C2']);
  const rows = rowsOf(read('smoke.train.jsonl'));
  expect(rows.toSorted(byId).map(({ id }) => id)).toEqual(['item-0001', 'item-0003']);
  expect(read('smoke.train.jsonl')).not.toMatch(/U12345|"C1"/);
  const without = await door.write('jsonl', { ratio: 1 }, { standIn: null });
  expect(rowsOf(without.read('smoke.train.jsonl')).map((row) => row['added_by'])).toEqual([null, null, null]);
});

test('an export that is stopped leaves nothing', async () => {
  using door = await open(Array.from({ length: 20 }, (_, index) => item(index)));
  const stop = new AbortController();
  const run = door.write('csv', {}, { signal: stop.signal, progress: () => stop.abort(new Error('stopped')) });
  await expect(run).rejects.toThrow('stopped');
  expect(existsSync(join(door.root, 'run-1'))).toBe(false);
  expect(readdirSync(door.root)).toEqual([]);
});

test('an empty dataset gives empty files', async () => {
  using door = await open([]);
  for (const { id } of exportFormats) {
    const { trainCount, validationCount, files } = await door.write(id);
    expect([id, trainCount, validationCount, files.length]).toEqual([id, 0, 0, 3]);
  }
});
