import { describe, expect, test } from 'vitest';
import { createLangfuseScores } from '../../src/observe/langfuse-scores.ts';
import { scoresOfSpan, traceScore } from '../../src/observe/scores-of-span.ts';
import { ObserveSettings } from '../../src/observe/settings.ts';
import { freePort } from '../support/free-port.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { memoryOutbox } from '../support/memory-outbox.ts';
import { startScoreServer } from '../support/score-server.ts';
import { openTempStore } from '../support/temp-store.ts';
import { createTestOutside, type TestOutside } from '../support/test-outside.ts';

const trace = 'a'.repeat(32);

function start(baseUrl: string, settings: Record<string, unknown> = {}, outbox = memoryOutbox()) {
  const outside = createTestOutside();
  const observe = ObserveSettings.parse({ environment: 'production', export: { backoffBaseMs: 1000, ...settings } });
  const scores = createLangfuseScores(
    { baseUrl, publicKey: 'pk-1', secretKey: 'canary-secret' },
    observe,
    outside,
    outbox,
  );
  return { scores, outside, outbox, [Symbol.asyncDispose]: () => scores.close() };
}

/** Until the loopback server has answered. */
async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { interval: 5, timeout: 3000 }).toBe(true);
}

/** The same while time goes on. */
async function untilLater({ outside }: { outside: TestOutside }, condition: () => boolean): Promise<void> {
  const later = async () => {
    await outside.clock.advance(1000);
    return condition();
  };
  await expect.poll(later, { interval: 5, timeout: 3000 }).toBe(true);
}

describe('scores of a span', () => {
  test('are the pass rate of the gates and every scorer by its id', () => {
    const [span] = sampleSpans({ traceId: trace, startMs: 0 });
    if (!span) throw new Error('no span');
    const gates = {
      ...span,
      name: 'quality_gates.validate',
      attributes: { gate_pass_rate: 0.9, 'score.grounding': 1, 'score.voice': 0.75, 'score.odd': 'x', gate_total: 10 },
    };
    expect(scoresOfSpan(gates)).toEqual([
      traceScore(trace, 'gate_pass_rate', 0.9),
      traceScore(trace, 'grounding', 1),
      traceScore(trace, 'voice', 0.75),
    ]);
    expect(scoresOfSpan({ ...gates, name: 'stage_b.run' })).toEqual([]);
  });
});

describe('scores to Langfuse', () => {
  test('go to its address with the keys, one request each, in its form', async () => {
    await using server = await startScoreServer();
    await using given = start(server.url);
    await given.scores.put([traceScore(trace, 'grounding', 0.8), traceScore(trace, 'vote', 0.75, '3 👍, 1 👎')]);
    await until(() => given.scores.health().sent === 2);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/public/scores',
      'POST /api/public/scores',
    ]);
    expect(server.requests[0]?.authorization).toBe(`Basic ${Buffer.from('pk-1:canary-secret').toString('base64')}`);
    expect(server.scores.get(`${trace}-vote`)).toEqual({
      id: `${trace}-vote`,
      traceId: trace,
      name: 'vote',
      value: 0.75,
      comment: '3 👍, 1 👎',
      dataType: 'NUMERIC',
      environment: 'production',
    });
    expect(given.scores.health()).toEqual({ status: 'ok', sent: 2, waiting: 0, dropped: 0, lastError: null });
  });

  test('are replaced by later ones with the same id, also while they wait, and are taken back', async () => {
    await using server = await startScoreServer();
    server.mood = { status: 500 };
    await using given = start(server.url);
    await given.scores.put([traceScore(trace, 'vote', 1)]);
    await until(() => given.scores.health().status === 'away');
    await given.scores.put([traceScore(trace, 'vote', 0.5)]);
    await given.scores.put([traceScore(trace, 'other', 1)]);
    expect(given.scores.health().waiting).toBe(2);
    server.mood = 'take';
    await untilLater(given, () => given.scores.health().waiting === 0);
    expect(server.scores.get(`${trace}-vote`)?.['value']).toBe(0.5);
    await given.scores.remove(`${trace}-vote`);
    await given.scores.remove('one that Langfuse never had');
    await until(() => given.scores.health().sent === 4);
    expect([...server.scores.keys()]).toEqual([`${trace}-other`]);
    expect(given.scores.health()).toMatchObject({ status: 'ok', dropped: 0 });
  });

  test.each<[string, 'hang' | 'half' | { status: number }]>([
    ['never answers', 'hang'],
    ['begins an answer and never ends it', 'half'],
    ['answers 500', { status: 500 }],
    ['asks to slow down', { status: 429 }],
  ])('wait while Langfuse %s, and come when it is back', async (_, mood) => {
    await using server = await startScoreServer();
    server.mood = mood;
    await using given = start(server.url, { timeoutMs: 5000 });
    await given.scores.put([traceScore(trace, 'grounding', 1)]);
    await until(() => server.requests.length === 1);
    await untilLater(given, () => given.scores.health().status === 'away');
    expect(given.scores.health()).toMatchObject({ waiting: 1, sent: 0, dropped: 0 });
    server.mood = 'take';
    await untilLater(given, () => given.scores.health().sent === 1);
    expect(given.scores.health()).toMatchObject({ status: 'ok', waiting: 0, lastError: null });
  });

  test('wait while nobody listens there', async () => {
    const port = await freePort();
    await using given = start(`http://127.0.0.1:${port}`);
    await given.scores.put([traceScore(trace, 'grounding', 1)]);
    await until(() => given.scores.health().status === 'away');
    await using server = await startScoreServer(port);
    await untilLater(given, () => given.scores.health().sent === 1);
    expect(server.scores.size).toBe(1);
    expect(given.scores.health()).toMatchObject({ status: 'ok', waiting: 0, dropped: 0 });
  });

  test('wait for an operator where the keys are wrong, without asking all the time', async () => {
    await using server = await startScoreServer();
    server.mood = { status: 401 };
    await using given = start(server.url, { backoffMaxMs: 60_000 });
    await given.scores.put([traceScore(trace, 'grounding', 1)]);
    await until(() => given.scores.health().status === 'refused');
    await given.outside.clock.advance(59_000);
    expect(server.requests).toHaveLength(1);
    expect(given.scores.health().lastError).toBe('Langfuse answered with status 401');
    expect(JSON.stringify([given.outside.logged, given.scores.health()])).not.toContain('canary-secret');
  });

  test('that Langfuse does not take as they are are given up and counted, the others go on', async () => {
    await using server = await startScoreServer();
    server.mood = { status: 400 };
    await using given = start(server.url);
    await given.scores.put([traceScore(trace, 'odd', 1)]);
    await until(() => given.scores.health().dropped === 1);
    server.mood = 'take';
    await given.scores.put([traceScore(trace, 'grounding', 1)]);
    await until(() => given.scores.health().sent === 1);
    expect(given.scores.health()).toMatchObject({ status: 'ok', waiting: 0, dropped: 1 });
  });

  test('are bounded: the oldest go and are counted', async () => {
    await using server = await startScoreServer();
    server.mood = { status: 503 };
    await using given = start(server.url);
    await given.scores.put([traceScore(trace, 'first', 1)]);
    await until(() => given.scores.health().status === 'away');
    await given.scores.put(Array.from({ length: 5010 }, (_, index) => traceScore(trace, `score-${index}`, 1)));
    expect(given.scores.health()).toMatchObject({ waiting: 5000, dropped: 11 });
  });

  test('that are left when the program stops are sent, for a few seconds at most', async () => {
    await using server = await startScoreServer();
    const well = start(server.url);
    await well.scores.put(Array.from({ length: 30 }, (_, index) => traceScore(trace, `score-${index}`, 1)));
    await well.scores.close();
    expect(server.scores.size).toBe(30);
    await well.scores.put([traceScore(trace, 'late', 1)]);
    expect(well.scores.health()).toMatchObject({ sent: 30, waiting: 0, dropped: 0 });
    expect((await well.outbox.list(10)).map(({ id }) => id)).toEqual([`${trace}-late`]);

    server.mood = 'hang';
    const stuck = start(server.url, { shutdownMs: 3000 });
    await stuck.scores.put([traceScore(trace, 'grounding', 1)]);
    await until(() => server.requests.length === 31);
    const closing = stuck.scores.close();
    await stuck.outside.clock.advance(3000);
    await closing;
    expect(stuck.scores.health()).toMatchObject({ sent: 0, waiting: 0, dropped: 0 });
    expect(await stuck.outbox.list(10)).toHaveLength(1);
  });

  test('are sent by the next process where one is killed, each in its newest form', async () => {
    await using temp = await openTempStore();
    const another = await temp.openAnother();
    await using server = await startScoreServer();
    server.mood = { status: 503 };
    const killed = start(server.url, {}, temp.store.scoreOutbox);
    await killed.scores.put([traceScore(trace, 'vote', 1), traceScore(trace, 'grounding', 0.8)]);
    await until(() => killed.scores.health().status === 'away');
    await killed.scores.put([traceScore(trace, 'vote', 0.5)]);
    await killed.scores.remove(`${trace}-grounding`);
    await killed.scores.put([traceScore(trace, 'voice', 1), traceScore(trace, 'voice', 0.75)]);

    server.mood = 'take';
    await using next = start(server.url, {}, another.scoreOutbox);
    await until(() => next.scores.health().sent === 3);
    const values = [...server.scores.values()].map(({ name, value }) => `${String(name)} ${String(value)}`);
    expect(new Set(values)).toEqual(new Set(['voice 0.75', 'vote 0.5']));
    await expect.poll(() => another.scoreOutbox.list(10)).toEqual([]);
    // What was killed would have nothing to send any more, should it go on after all.
    const before = server.requests.length;
    await untilLater(killed, () => killed.scores.health().waiting === 0);
    expect(server.requests).toHaveLength(before);
    await killed.scores.close();
  });

  test('wait in memory where the store fails', async () => {
    await using server = await startScoreServer();
    const broken = () => Promise.reject(new Error('the disk is full'));
    await using given = start(server.url, {}, { put: broken, list: broken, waiting: broken, remove: broken });
    await given.scores.put([traceScore(trace, 'grounding', 1)]);
    await until(() => given.scores.health().sent === 1);
    expect(server.scores.size).toBe(1);
  });
});
