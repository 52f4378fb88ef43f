import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExportRecord } from '../../src/core/dataset-export.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';
import { startTestSlackApp } from '../support/test-slack-app.ts';

const record: ExportRecord = {
  id: '0198c1de-0000-7000-8000-00000badcafe',
  teamId: 'T1',
  askedBy: 'U1',
  params: { dataset: 'smoke', format: 'jsonl', ratio: 0.8, seed: 1, filter: {}, withNames: false },
  status: 'running',
  place: { channelId: 'D1', ts: '1700000900.000001' },
  trainCount: 1,
  validationCount: 0,
  skippedCount: 0,
  hiddenCount: 0,
  files: [],
  failure: null,
  createdAt: 1_700_000_800_000,
  finishedAt: null,
  expiresAt: 1_800_000_000_000,
};

test('an attempt after a crash finds the message and the file of the one before', async () => {
  await using slack = await startTestSlackApp();
  const { server } = slack;
  server.always('conversations.open', { ok: true, channel: { id: 'D1' } });
  server.always('files.getUploadURLExternal', { ok: true, upload_url: `${server.url}upload`, file_id: 'F1' });
  server.always('files.completeUploadExternal', { ok: true, files: [{ id: 'F1' }] });
  server.always('upload', { ok: true });
  const board = slack.app.exportBoard;
  const first = await board.open(record, false);
  expect(await board.open(record, true)).toEqual(first);
  expect((await board.open({ ...record, id: 'another' }, true)).ts).not.toBe(first.ts);

  const path = join(createTempFolder(), 'smoke.train.jsonl');
  writeFileSync(path, '{}\n');
  const file = { name: 'smoke.train.jsonl', bytes: 3 };
  const sent = () => server.callsOf('files.completeUploadExternal').length;
  // A crash before it was sent: it is not there, so it is sent.
  expect(await board.send(record, file, path, true)).toBe(true);
  expect(sent()).toBe(1);
  server.messages.push({
    channel: 'D1',
    ts: '1700000901.000001',
    files: [{ title: 'smoke.train.jsonl of export 0badcafe' }],
  });
  expect(await board.send(record, file, path, true)).toBe(true);
  expect(sent()).toBe(1);
  await board.send({ ...record, id: 'another' }, file, path, true);
  expect(sent()).toBe(2);
});
