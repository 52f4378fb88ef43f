import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExportRecord } from '../../../src/core/dataset-export.ts';
import type { JobContext } from '../../../src/core/ports.ts';
import { createExportDesk, createExportJob } from '../../../src/datasets/export/export-desk.ts';
import type { ExportBoard, ExportDeskDeps } from '../../../src/datasets/export/export-desk.ts';
import { exportFormats } from '../../../src/datasets/formats/index.ts';
import { sampleDatasetItem } from '../../support/sample-dataset-item.ts';
import { openTempStore } from '../../support/temp-store.ts';

const params = { dataset: 'smoke', format: 'jsonl', ratio: 0.5, seed: 1, filter: {}, withNames: false };

/** The desk and the job over a real store; the board keeps what it is told. */
async function open(board: Partial<ExportBoard> = {}) {
  const temp = await openTempStore();
  const { datasets, exports, jobs } = temp.store;
  await datasets.ensure({ name: 'smoke', description: 'A few pages.', origin: 'store' });
  await datasets.put('smoke', [
    sampleDatasetItem({ id: 'a', addedBy: 'U9' }),
    sampleDatasetItem({ id: 'b', channelId: 'C1' }),
    sampleDatasetItem({ id: 'c', channelId: 'C2' }),
  ]);
  const folder = join(temp.folder, 'exports');
  const pseudonym = (id: string): string => `p_${id.length}`;
  const deps: ExportDeskDeps = {
    formats: exportFormats,
    store: datasets,
    exports,
    jobs,
    folder,
    keptDays: 2,
    pseudonym,
    outside: temp.outside,
  };
  const sent: { name: string; text: string }[] = [];
  const finished: { record: ExportRecord; left: readonly string[] }[] = [];
  const failed: ExportRecord[] = [];
  const job = createExportJob({
    ...deps,
    board: {
      open: () => Promise.resolve({ channelId: 'D1', ts: '1.000001' }),
      progress: () => undefined,
      send: (_record, { name }, path) => Promise.resolve(sent.push({ name, text: readFileSync(path, 'utf8') }) > 0),
      finish: (_place, record, left) => Promise.resolve(void finished.push({ record, left })),
      fail: (_place, record) => Promise.resolve(void failed.push(record)),
      maySee: ({ askedBy }, channelId) => Promise.resolve(askedBy === 'U1' && channelId === 'C1'),
      ...board,
    },
  });
  const context: JobContext = {
    jobId: 'job',
    kind: 'export-dataset',
    attempt: 1,
    maxAttempts: 4,
    enqueuedAt: 0,
    signal: new AbortController().signal,
    step: (_name, work) => work(),
  };
  return {
    desk: createExportDesk(deps),
    job,
    exports,
    sent,
    finished,
    failed,
    folder,
    outside: temp.outside,
    run: (id: string) => job.runJob({ exportId: id }, context),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

test('an export is written, delivered once and listed, with what its asker may see', async () => {
  await using door = await open();
  const { id } = await door.desk.start({ teamId: 'T1', userId: 'U1', params });
  await door.run(id);
  await door.run(id);
  expect(door.finished).toMatchObject([
    { record: { status: 'done', trainCount: 1, validationCount: 1, hiddenCount: 1 }, left: [] },
  ]);
  expect(door.sent.map(({ name }) => name)).toEqual(['smoke.train.jsonl', 'smoke.val.jsonl', 'smoke.stats.json']);
  const text = door.sent.map((file) => file.text).join('');
  expect(text).toContain('"added_by":"p_2"');
  expect(text).not.toMatch(/U9|"C1"|"C2"|"id":"c"/);
  expect(await door.desk.list('T1')).toMatchObject([{ id, status: 'done', askedBy: 'U1' }]);
  expect(await door.desk.list('T2')).toEqual([]);
});

test('a file that is too large for Slack stays on the server, and is named', async () => {
  await using door = await open({ send: (_record, { name }) => Promise.resolve(!name.includes('train')) });
  const { id } = await door.desk.start({ teamId: 'T1', userId: 'U1', params });
  await door.run(id);
  expect(door.finished).toMatchObject([{ left: ['smoke.train.jsonl'] }]);
  expect(existsSync(join(door.folder, id, 'smoke.train.jsonl'))).toBe(true);
});

test('files go when their time is over', async () => {
  await using door = await open();
  const { id } = await door.desk.start({ teamId: 'T1', userId: 'U1', params });
  await door.run(id);
  expect(await door.job.expire()).toBe(0);
  expect(existsSync(join(door.folder, id))).toBe(true);
  await door.outside.clock.advance(2 * 86_400_000);
  expect(await door.job.expire()).toBe(1);
  expect(existsSync(join(door.folder, id))).toBe(false);
  expect(await door.job.expire()).toBe(0);
  expect((await door.exports.get(id))?.status).toBe('expired');
});

test('what is not there is refused before a job is stored', async () => {
  await using door = await open();
  const ask = (changes: object) => door.desk.start({ teamId: 'T1', userId: 'U1', params: { ...params, ...changes } });
  await expect(ask({ dataset: 'smoky' })).rejects.toMatchObject({ code: 'unknown_dataset' });
  await expect(ask({ format: 'xml' })).rejects.toMatchObject({ code: 'unknown_format' });
  expect(await door.desk.list('T1')).toEqual([]);
});

test('an export that is given up says so and leaves no files', async () => {
  await using door = await open({ send: () => Promise.reject(new Error('Slack is away')) });
  const { id } = await door.desk.start({ teamId: 'T1', userId: 'U1', params });
  await expect(door.run(id)).rejects.toThrow('Slack is away');
  const failure = { code: 'slack_unreachable', message: 'Slack is away.', hint: null, retryable: true };
  await door.job.onDead({ exportId: id }, failure);
  expect(door.failed).toMatchObject([{ id, status: 'failed', failure }]);
  expect(existsSync(join(door.folder, id))).toBe(false);
});
