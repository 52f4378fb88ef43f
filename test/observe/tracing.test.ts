import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { pseudonymOf } from '../../src/core/pseudonym.ts';
import { ObserveSettings } from '../../src/observe/settings.ts';
import type { SpanRow } from '../../src/core/span-row.ts';
import { createTracing, traceIdOf } from '../../src/observe/tracing.ts';
import { createTestOutside } from '../support/test-outside.ts';

function createRecorder() {
  const rows: SpanRow[] = [];
  const artifacts: { traceId: string; name: string; content: string }[] = [];
  return {
    rows,
    artifacts,
    insertSpans: async (batch: readonly SpanRow[]) => void rows.push(...batch),
    putArtifact: (traceId: string, name: string, content: string) => {
      artifacts.push({ traceId, name, content });
      return Promise.resolve();
    },
  };
}

describe('createTracing', () => {
  it('nests spans into one trace whose id comes from the seed, also for parallel jobs', async () => {
    const outside = createTestOutside();
    const sink = createRecorder();
    const tracing = createTracing(ObserveSettings.parse({}), outside, sink);
    const job = (id: string) =>
      tracing.span('job', { kind: 'CHAIN', traceSeed: id }, async () => {
        await tracing.span('retrieval.fetch_evidence', { kind: 'RETRIEVER' }, async (span) => {
          await outside.clock.sleep(40);
          span.set({ url: 'https://news.example/a?token=abc', snippet_count: 3, nothing: null });
        });
      });
    const both = Promise.all([job('one'), job('two')]);
    await outside.clock.advance(100);
    await both;
    await tracing.close();
    expect(sink.rows).toHaveLength(4);
    for (const seed of ['one', 'two']) {
      const rows = sink.rows.filter((row) => row.traceId === traceIdOf(seed));
      const root = rows.find((row) => row.name === 'job');
      const child = rows.find((row) => row.name === 'retrieval.fetch_evidence');
      expect(root?.parentSpanId).toBeNull();
      expect(child).toMatchObject({ parentSpanId: root?.spanId, kind: 'RETRIEVER', status: 'ok', durationMs: 40 });
      expect(child?.attributes).toMatchObject({ url: 'https://news.example/a?token=[secret]', snippet_count: 3 });
      expect(child?.attributes).not.toHaveProperty('nothing');
    }
  });

  it('puts a pseudonym in place of the user id on every span, however it comes there', async () => {
    const sink = createRecorder();
    const settings = ObserveSettings.parse({ pseudonymKey: 'a key of some length' });
    const tracing = createTracing(settings, createTestOutside(), sink);
    const child = () => tracing.span('child', { kind: 'CHAIN' }, () => Promise.resolve());
    await tracing.span('by attribute', { kind: 'CHAIN', traceSeed: '1', attributes: { user: 'U123' } }, child);
    await tracing.span('by identity', { kind: 'CHAIN', traceSeed: '2', trace: { userId: 'U123' } }, child);
    await tracing.span('later', { kind: 'CHAIN', traceSeed: '3' }, (span) => {
      span.set({ user: 'U123' });
      return child();
    });
    await tracing.close();
    expect(sink.rows).toHaveLength(6);
    const pseudonym = pseudonymOf('a key of some length', 'U123');
    expect(sink.rows.map((row) => row.attributes['user'])).toEqual(sink.rows.map(() => pseudonym));
    expect(JSON.stringify(sink.rows)).not.toContain('U123');
  });

  it('marks a span that throws with the code of the error and lets the error fly', async () => {
    const sink = createRecorder();
    const tracing = createTracing(ObserveSettings.parse({}), createTestOutside(), sink);
    const failing = tracing.span('stage_a.run', { kind: 'LLM' }, () =>
      Promise.reject(new AppError({ code: 'model_timeout', message: 'The model took too long.' })),
    );
    await expect(failing).rejects.toMatchObject({ code: 'model_timeout' });
    await tracing.close();
    expect(sink.rows[0]).toMatchObject({ status: 'error', errorType: 'model_timeout' });
  });

  it('writes after the flush interval without being asked', async () => {
    const outside = createTestOutside();
    const sink = createRecorder();
    const tracing = createTracing(ObserveSettings.parse({ flushIntervalMs: 250 }), outside, sink);
    await tracing.span('a', { kind: 'CHAIN' }, () => Promise.resolve());
    expect(sink.rows).toHaveLength(0);
    await outside.clock.advance(250);
    expect(sink.rows).toHaveLength(1);
    await tracing.close();
  });

  it('never fails the traced code when the sink does, and counts what was lost', async () => {
    const outside = createTestOutside();
    const tracing = createTracing(ObserveSettings.parse({ batchSize: 1 }), outside, {
      insertSpans: () => {
        throw new Error('disk full');
      },
      putArtifact: () => Promise.reject(new Error('disk full')),
    });
    await expect(tracing.span('a', { kind: 'CHAIN' }, () => Promise.resolve(7))).resolves.toBe(7);
    await tracing.artifact('t', 'evidence.json', '{}');
    expect(tracing.droppedSpanCount()).toBe(1);
    expect(outside.logged.map((line) => line.message)).toEqual([
      'spans could not be stored',
      'an artifact could not be stored',
    ]);
    await tracing.close();
  });

  /** A store that answers when it is told to. */
  function createSlowSink() {
    const asked: { rows: readonly SpanRow[]; answer: (error?: Error) => void }[] = [];
    return {
      asked,
      insertSpans: (rows: readonly SpanRow[]) =>
        new Promise<void>((resolve, reject) =>
          asked.push({ rows, answer: (error) => (error === undefined ? resolve() : reject(error)) }),
        ),
      putArtifact: () => Promise.resolve(),
    };
  }
  const away = new AppError({ code: 'database_unavailable', message: 'The database is away.', retryable: true });

  it('writes one batch after the other, and never holds up what is traced', async () => {
    const sink = createSlowSink();
    const outside = createTestOutside();
    const tracing = createTracing(ObserveSettings.parse({ batchSize: 2 }), outside, sink);
    for (let index = 0; index < 5; index += 1)
      await tracing.span(`span ${index}`, { kind: 'CHAIN' }, () => Promise.resolve());
    expect(sink.asked.map(({ rows }) => rows.length)).toEqual([2]);
    sink.asked[0]?.answer();
    await outside.clock.advance(0);
    expect(sink.asked).toHaveLength(2);
    const closing = tracing.close();
    sink.asked[1]?.answer();
    await outside.clock.advance(0);
    expect(sink.asked).toHaveLength(3);
    sink.asked[2]?.answer();
    await closing;
    expect(sink.asked.flatMap(({ rows }) => rows.map(({ name }) => name))).toEqual([
      'span 0',
      'span 1',
      'span 2',
      'span 3',
      'span 4',
    ]);
    expect(tracing.droppedSpanCount()).toBe(0);
  });

  it('keeps what a store that is away does not take, and writes it in order when it is back', async () => {
    const outside = createTestOutside();
    const sink = createSlowSink();
    const tracing = createTracing(ObserveSettings.parse({ flushIntervalMs: 250 }), outside, sink);
    await tracing.span('first', { kind: 'CHAIN' }, () => Promise.resolve());
    await outside.clock.advance(250);
    await tracing.span('second', { kind: 'CHAIN' }, () => Promise.resolve());
    sink.asked[0]?.answer(away);
    await outside.clock.advance(0);
    expect(outside.logged.map(({ message }) => message)).toEqual(['spans wait for the store']);
    await outside.clock.advance(250);
    expect(sink.asked[1]?.rows.map(({ name }) => name)).toEqual(['first', 'second']);
    sink.asked[1]?.answer();
    await tracing.close();
    expect(sink.asked).toHaveLength(2);
    expect(tracing.droppedSpanCount()).toBe(0);
  });

  it('gives up what a store that stays away does not take at the end, at once and counted', async () => {
    const outside = createTestOutside();
    const sink = createSlowSink();
    const tracing = createTracing(ObserveSettings.parse({ batchSize: 2, flushIntervalMs: 250 }), outside, sink);
    for (let index = 0; index < 7; index += 1)
      await tracing.span(`span ${index}`, { kind: 'CHAIN' }, () => Promise.resolve());
    const closing = tracing.close();
    sink.asked[0]?.answer(away);
    await closing;
    expect(sink.asked).toHaveLength(1);
    expect(tracing.droppedSpanCount()).toBe(7);
    expect(outside.logged.at(-1)).toMatchObject({ message: 'spans could not be stored', fields: { count: 7 } });
  });

  it('redacts artifacts and does nothing at all when it is off', async () => {
    const sink = createRecorder();
    const tracing = createTracing(ObserveSettings.parse({}), createTestOutside(), sink);
    await tracing.artifact('t', 'sources.txt', 'from anna@news.example');
    expect(sink.artifacts[0]?.content).toBe('from [email]');
    await tracing.close();

    const off = createTracing(ObserveSettings.parse({ enabled: false }), createTestOutside(), sink);
    await expect(off.span('a', { kind: 'CHAIN' }, () => Promise.resolve(1))).resolves.toBe(1);
    expect(sink.rows).toHaveLength(0);
  });

  it('gives every span what its trace belongs to, also what the root learns later', async () => {
    const sink = createRecorder();
    const tracing = createTracing(ObserveSettings.parse({}), createTestOutside(), sink);
    const inner = (name: string, attributes = {}) =>
      tracing.span(name, { kind: 'LLM', attributes }, () => Promise.resolve());
    await tracing.span(
      'resummarize.run',
      {
        kind: 'CHAIN',
        traceSeed: 'job-7',
        trace: { name: 'again', sessionId: '17.1', tags: ['nightly'] },
        attributes: { user: 'anna@news.example', job_id: 'job-7', url: 'https://news.example/a' },
      },
      async (root) => {
        await inner('before');
        root.set({ channel: 'C1', tags: ['nightly', 'arxiv'] });
        await inner('after', { channel: 'C2' });
      },
    );
    await tracing.span('other', { kind: 'CHAIN' }, () => inner('apart'));
    await tracing.close();
    const row = (name: string) => sink.rows.find((candidate) => candidate.name === name);
    const shared = { trace_name: 'again', user: '[email]', thread: '17.1', job_id: 'job-7' };
    expect(row('before')?.attributes).toEqual({ 'gloss.kind': 'LLM', ...shared, tags: ['nightly'] });
    expect(row('after')?.attributes).toEqual({
      'gloss.kind': 'LLM',
      ...shared,
      tags: ['nightly', 'arxiv'],
      channel: 'C2',
    });
    expect(row('resummarize.run')?.attributes).toMatchObject({ ...shared, channel: 'C1', outcome: 'ok' });
    expect(row('before')?.jobId).toBe('job-7');
    expect(row('apart')?.attributes).toEqual({ 'gloss.kind': 'LLM', trace_name: 'other' });
  });

  it('says the outcome of every run, and takes an error type for an error', async () => {
    const sink = createRecorder();
    const tracing = createTracing(ObserveSettings.parse({}), createTestOutside(), sink);
    await tracing.span('good', { kind: 'CHAIN' }, () => Promise.resolve());
    await tracing.span('bad', { kind: 'CHAIN' }, () => Promise.reject(new Error('odd'))).catch(() => undefined);
    await tracing.span('told', { kind: 'CHAIN' }, (span) => {
      span.set({ outcome: 'failed', 'error.type': 'gates_failed' });
      return Promise.resolve();
    });
    await tracing.close();
    expect(
      sink.rows.map(({ name, status, errorType, attributes }) => [name, status, errorType, attributes['outcome']]),
    ).toEqual([
      ['good', 'ok', null, 'ok'],
      ['bad', 'error', 'internal_error', 'error'],
      ['told', 'error', 'gates_failed', 'failed'],
    ]);
  });

  it('records a share of the runs, each whole and with its artifacts, and the same ones after a restart', async () => {
    const outside = createTestOutside();
    const run = async (sink: ReturnType<typeof createRecorder>) => {
      const tracing = createTracing(ObserveSettings.parse({ sampleRatio: 0.2 }), outside, sink);
      for (let index = 0; index < 1000; index += 1) {
        await tracing.span('job', { kind: 'CHAIN', traceSeed: `job ${index}` }, async (root) => {
          await tracing.span('inner', { kind: 'LLM' }, () => Promise.resolve());
          await tracing.artifact(root.traceId, 'evidence.json', '{}');
        });
      }
      await tracing.close();
      return [...Map.groupBy(sink.rows, (row) => row.traceId)];
    };
    const first = createRecorder();
    const traces = await run(first);
    expect(traces.length).toBeGreaterThan(150);
    expect(traces.length).toBeLessThan(250);
    expect(traces.every(([, rows]) => rows.length === 2)).toBe(true);
    expect(first.artifacts.map((artifact) => artifact.traceId)).toEqual(traces.map(([traceId]) => traceId));
    const again = await run(createRecorder());
    expect(again.map(([traceId]) => traceId)).toEqual(traces.map(([traceId]) => traceId));
  });

  it('touches neither clock, network nor disk when it is off', async () => {
    const outside = createTestOutside();
    const untouchable = new Proxy(outside, {
      get: (_target, key) => {
        throw new Error(`used ${String(key)}`);
      },
    });
    const off = createTracing(
      ObserveSettings.parse({ enabled: false }),
      untouchable,
      {
        insertSpans: () => {
          throw new Error('used the store');
        },
        putArtifact: () => Promise.reject(new Error('used the store')),
      },
      {
        destinations: [
          { name: 'a', kind: 'otlp', url: 'http://127.0.0.1:9', headers: {}, resource: {}, compression: 'gzip' },
        ],
        fetch: () => Promise.reject(new Error('used the network')),
        bufferDirectory: '/nowhere',
      },
    );
    const result = await off.span('a', { kind: 'CHAIN' }, (span) => {
      span.set({ a: 1 });
      return Promise.resolve([off.activeSpan(), span.traceId]);
    });
    expect(result).toEqual([null, '0'.repeat(32)]);
    await off.artifact('t', 'a.txt', 'x');
    await off.flush();
    await off.close();
    expect(off.destinations()).toEqual([]);
  });
});
