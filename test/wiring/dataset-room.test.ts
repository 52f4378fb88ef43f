import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { ScoreRecord } from '../../src/core/score-record.ts';
import type { JobContext } from '../../src/core/ports.ts';
import { createDatasetRoom } from '../../src/wiring/dataset-room.ts';
import type { ExportBoard } from '../../src/datasets/export/export-desk.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { openTempStore } from '../support/temp-store.ts';

const never = (): never => {
  throw new Error('no export is asked for');
};
const board: ExportBoard = { open: never, progress: never, send: never, finish: never, fail: never, maySee: never };
const context: JobContext = {
  jobId: 'job',
  kind: 'collect-datasets',
  attempt: 1,
  maxAttempts: 1,
  enqueuedAt: 0,
  signal: new AbortController().signal,
  step: (_name, work) => work(),
};

/** The room as the program ties it, over a real store with one summary. */
async function open() {
  const temp = await openTempStore();
  const { store, outside } = temp;
  const now = outside.clock.now();
  const summary = sampleSummary({ id: 'a', createdAt: now, updatedAt: now });
  await store.summaries.save(summary);
  const room = await createDatasetRoom(loadConfig(join(import.meta.dirname, '..', '..'), {}), outside, store);
  const score = (name: string, value: number, origin: string): ScoreRecord => ({
    id: `${origin} ${name}`,
    teamId: 'T1',
    traceId: summary.traceId,
    summaryId: 'a',
    channelId: 'C1',
    name,
    value,
    passed: null,
    reason: null,
    origin,
    happenedAt: now,
    scoredAt: now,
  });
  return {
    store,
    room,
    score,
    async checked(attributes: Record<string, number>, startMs = now) {
      const { traceId } = summary;
      const span = {
        traceId,
        spanId: String(startMs),
        parentSpanId: null,
        name: 'quality_gates.validate',
        kind: 'CHAIN',
      };
      const times = {
        startMs,
        endMs: startMs + 1,
        durationMs: 1,
        status: 'ok',
        errorType: null,
        costUsd: null,
      } as const;
      await store.spans.insertSpans([{ ...span, ...times, attributes }]);
    },
    async collect() {
      await room
        .jobKinds(board)
        .find(({ id }) => id === 'collect-datasets')
        ?.run({}, context);
      const [high] = await store.datasets.items('high_quality_responses', { limit: 5 });
      const [low] = await store.datasets.items('needs_improvement', { limit: 5 });
      return { high: high?.score ?? null, low: low?.score ?? null };
    },
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

test('the shipped datasets are in the store once the room is there', async () => {
  await using door = await open();
  const datasets = await door.room.desk.list();
  expect(datasets.map(({ name, itemCount }) => [name, itemCount])).toEqual([
    ['regression', 18],
    ['smoke', 10],
  ]);
});

test('a summary is scored by what was checked last before it was posted', async () => {
  await using door = await open();
  await door.checked({ 'score.grounding': 0, gate_total: 9 }, 1_000);
  await door.checked({ 'score.grounding': 1, 'score.voice': 0.8, gate_total: 9 });
  expect(await door.collect()).toEqual({ high: 0.9, low: null });
});

test('judges of a monitor go before scorers, and votes are no score', async () => {
  await using door = await open();
  await door.checked({ 'score.grounding': 1 });
  await door.store.scores.put([
    door.score('faithfulness', 0.2, 'monitor:own'),
    door.score('helpfulness', 0.4, 'monitor:own'),
    door.score('grounding', 1, 'monitor:own'),
    door.score('vote', 1, 'vote'),
  ]);
  expect(await door.collect()).toEqual({ high: null, low: expect.closeTo(0.3, 9) as number });
});

test('a summary of which nothing is known is not offered', async () => {
  await using door = await open();
  await door.store.scores.put([door.score('vote', 1, 'vote')]);
  expect(await door.collect()).toEqual({ high: null, low: null });
});
