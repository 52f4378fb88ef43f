import { describe, expect, test } from 'vitest';
import { createLangfuseApi } from '../../src/monitor/langfuse-api.ts';
import type { MonitorParts } from '../../src/monitor/plugins.ts';
import { startLangfuseApiServer } from '../support/langfuse-api-server.ts';
import type { LangfuseApiServer } from '../support/langfuse-api-server.ts';
import { openTempStore } from '../support/temp-store.ts';
import type { TempStore } from '../support/temp-store.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { monitorOf, partsOn, run, storeSummaries } from '../support/test-monitor.ts';
import { until } from '../support/until.ts';

const keys = { publicKey: 'pk-lf-1', secretKey: 'sk-lf-2' };

function withLangfuse(temp: TempStore, server: LangfuseApiServer): MonitorParts {
  return partsOn(temp, { langfuse: createLangfuseApi({ baseUrl: server.url, ...keys }, temp.outside, fetch) });
}

/** `count` generations, a second apart, the newest first, the last one a minute ago. */
function generations(temp: TempStore, count: number, more: Record<string, unknown> = {}): Record<string, unknown>[] {
  const now = temp.outside.clock.now() - 60_000;
  return Array.from({ length: count }, (_, index) => ({
    id: `obs-${index}`,
    traceId: `trace-${index}`,
    type: 'GENERATION',
    name: 'chat',
    environment: 'production',
    startTime: new Date(now - index * 1000).toISOString(),
    input: JSON.stringify({ messages: [{ role: 'user', content: 'Which boats carry grain to the island?' }] }),
    output: 'The grain boats carry it to the island each week.',
    metadata: null,
    ...more,
  }));
}

const values = {
  source: 'langfuse',
  extractor: { type: 'answer', query: 'input.messages.-1.content' },
  scorers: ['answer_words'],
};

describe('observations of Langfuse', () => {
  test('are read page by page and scored by what was asked and answered', async () => {
    await using temp = await openTempStore();
    await using server = await startLangfuseApiServer();
    server.observations = generations(temp, 250);
    const parts = withLangfuse(temp, server);
    const done = await run(temp, monitorOf(parts, values), parts);
    expect(done.counts).toMatchObject({ fetched: 250, scored: 250 });
    expect(done.scores).toEqual([{ scorer: 'answer_words', n: 250, mean: 1, passed: 250 }]);
    expect(server.requests.map(({ query }) => query.get('cursor') === null)).toEqual([true, false, false]);
    const [first] = server.requests;
    expect(first?.authorization).toBe(`Basic ${Buffer.from('pk-lf-1:sk-lf-2').toString('base64')}`);
    expect(first?.query.get('fromStartTime')).toBe('2026-03-02T07:30:00.000Z');
    expect(first?.query.get('toStartTime')).toBe('2026-03-02T09:00:00.000Z');
    expect(first?.query.get('fields')).toContain('io');
  });

  test('of experiments are left out, and so is what the file does not name', async () => {
    await using temp = await openTempStore();
    await using server = await startLangfuseApiServer();
    server.observations = [
      ...generations(temp, 2),
      ...generations(temp, 3, { environment: 'sdk-experiment' }).map((one) => ({
        ...one,
        id: `x${String(one['id'])}`,
      })),
      ...generations(temp, 1, { id: 'other', name: 'title' }),
      ...generations(temp, 1, { id: 'span', type: 'SPAN' }),
    ];
    const parts = withLangfuse(temp, server);
    const only = {
      ...values,
      source: { type: 'langfuse', names: ['chat'], environments: ['production', 'sdk-experiment'] },
    };
    expect((await run(temp, monitorOf(parts, only), parts)).counts.fetched).toBe(2);
    expect(server.requests[0]?.query.getAll('environment')).toEqual(['production', 'sdk-experiment']);
  });

  test('are bounded in number', async () => {
    await using temp = await openTempStore();
    await using server = await startLangfuseApiServer();
    server.observations = generations(temp, 500);
    const parts = withLangfuse(temp, server);
    const few = { ...values, window: { max_items: 120 } };
    expect((await run(temp, monitorOf(parts, few), parts)).counts.fetched).toBe(120);
    expect(server.requests).toHaveLength(2);
  });

  test('without an answer are recorded as failed with the reason', async () => {
    await using temp = await openTempStore();
    await using server = await startLangfuseApiServer();
    server.observations = generations(temp, 1, { output: null });
    const parts = withLangfuse(temp, server);
    expect((await run(temp, monitorOf(parts, values), parts)).counts).toMatchObject({ failed: 1 });
    expect(await temp.store.monitors.scored.list({ limit: 1 })).toMatchObject([
      { source: 'langfuse', reason: 'There is no text at "output" of the observation.' },
    ]);
  });
});

describe('the API of Langfuse', () => {
  const page = { fields: 'core', limit: '1' };
  const open = (server: LangfuseApiServer, outside = createTestOutside()) =>
    createLangfuseApi({ baseUrl: server.url, ...keys }, outside, fetch);
  const never = new AbortController().signal;
  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(() => null).catch((error: unknown) => error);

  test('is asked again where it is busy, after as long as it says', async () => {
    await using server = await startLangfuseApiServer();
    const outside = createTestOutside();
    server.moods = [{ status: 429, retryAfter: '7' }, { status: 503 }];
    const answer = open(server, outside).observations(page, never);
    await until(() => server.requests.length === 1 && outside.clock.waiting() === 2);
    await outside.clock.advance(6999);
    expect(server.requests).toHaveLength(1);
    await outside.clock.advance(1);
    await until(() => server.requests.length === 2 && outside.clock.waiting() === 3);
    await outside.clock.advance(2000);
    expect(await answer).toEqual({ observations: [], cursor: null });
  });

  test('is given up after three tries, and at once where it refuses', async () => {
    await using server = await startLangfuseApiServer();
    const outside = createTestOutside();
    server.moods = [{ status: 500 }, { status: 500 }, { status: 500 }];
    const broken = failureOf(open(server, outside).observations(page, never));
    for (const count of [1, 2]) {
      await until(() => server.requests.length === count && outside.clock.waiting() > count);
      await outside.clock.advance(10_000);
    }
    expect(await broken).toMatchObject({ code: 'langfuse_unavailable', retryable: true });
    expect(server.requests).toHaveLength(3);
    server.moods = [{ status: 401 }];
    await expect(open(server).observations(page, never)).rejects.toMatchObject({
      code: 'langfuse_refused',
      hint: expect.stringContaining('secret key'),
      retryable: false,
    });
    expect(server.requests).toHaveLength(4);
  });

  test('that does not answer is waited for so long and no longer', async () => {
    await using server = await startLangfuseApiServer();
    const outside = createTestOutside();
    server.moods = ['hang', 'hang', 'hang'];
    const late = failureOf(open(server, outside).observations(page, never));
    for (const count of [1, 2, 3]) {
      await until(() => server.requests.length === count);
      await outside.clock.advance(15_000);
      await outside.clock.advance(2000);
    }
    expect(await late).toMatchObject({ message: expect.stringContaining('in time') });
  });

  test.each([
    ['large', 'answer_too_large'],
    ['no json', 'langfuse_bad_answer'],
  ] as const)('that answers with %s is not believed', async (mood, code) => {
    await using server = await startLangfuseApiServer();
    server.moods = [mood];
    await expect(open(server).observations(page, never)).rejects.toMatchObject({ code });
  });
});

describe('scores in Langfuse', () => {
  test('stand by their trace, under an id that a repeat has again', async () => {
    await using temp = await openTempStore();
    await using server = await startLangfuseApiServer();
    await storeSummaries(temp, 2);
    const parts = withLangfuse(temp, server);
    const publish = ['store', { type: 'langfuse', environment: 'production' }];
    const done = await run(temp, monitorOf(parts, { publish }), parts);
    expect(done.targets).toMatchObject([{ published: 2 }, { target: 'langfuse', published: 2, error: null }]);
    expect([...server.scores.values()]).toHaveLength(4);
    expect([...server.scores.values()][0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      traceId: 'trace-000',
      name: 'grounding',
      value: expect.any(Number),
      comment: expect.any(String),
      dataType: 'NUMERIC',
      environment: 'production',
    });
    // Another store, as after a lost disk: the same scores again are the same scores.
    await using other = await openTempStore();
    await storeSummaries(other, 2);
    const again = withLangfuse(other, server);
    await run(other, monitorOf(again, { publish }), again);
    expect(server.scores.size).toBe(4);
  });

  test('wait where it is away, and arrive with the next run', async () => {
    await using temp = await openTempStore();
    await using server = await startLangfuseApiServer();
    await storeSummaries(temp, 2);
    const parts = withLangfuse(temp, server);
    const monitor = monitorOf(parts, { publish: ['langfuse'] });
    server.moods = [{ status: 403 }];
    const first = await run(temp, monitor, parts);
    expect(first.targets).toMatchObject([{ published: 0, waiting: 2, error: expect.stringContaining('status 403') }]);
    const second = await run(temp, monitor, parts);
    expect(second.targets).toMatchObject([{ published: 2, waiting: 0, error: null }]);
    expect(server.scores.size).toBe(4);
  });

  test('of observations stand by the observation', async () => {
    await using temp = await openTempStore();
    await using server = await startLangfuseApiServer();
    server.observations = generations(temp, 1);
    const parts = withLangfuse(temp, server);
    await run(temp, monitorOf(parts, { ...values, publish: ['langfuse'] }), parts);
    expect([...server.scores.values()]).toMatchObject([
      { traceId: 'trace-0', observationId: 'obs-0', name: 'answer_words' },
    ]);
  });

  test('can be an experiment: a span an item, out of the live figures, with its scores by it', async () => {
    await using temp = await openTempStore();
    await using server = await startLangfuseApiServer();
    await storeSummaries(temp, 2);
    const parts = withLangfuse(temp, server);
    const done = await run(temp, monitorOf(parts, { publish: [{ type: 'langfuse', experiment: true }] }), parts);
    expect([...server.spans.values()]).toHaveLength(2);
    const [[spanId, span] = ['', null]] = [...server.spans];
    expect(span).toMatchObject({
      name: 'monitor.own',
      attributes: {
        'langfuse.environment': 'sdk-experiment',
        'langfuse.experiment.id': done.id,
        'langfuse.experiment.name': 'monitor own',
        'langfuse.experiment.item.id': 'trace-000',
        'langfuse.experiment.item.root_observation_id': spanId,
      },
    });
    const ofSpan = [...server.scores.values()].filter((score) => score['observationId'] === spanId);
    expect(ofSpan.map((score) => [score['name'], score['environment']])).toEqual([
      ['grounding', 'sdk-experiment'],
      ['coverage', 'sdk-experiment'],
    ]);
  });
});
