import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { ObserveSettings } from '../../src/observe/settings.ts';
import type { SpanRow } from '../../src/observe/span-row.ts';
import { createTracing, traceIdOf } from '../../src/observe/tracing.ts';
import { createTestOutside } from '../support/test-outside.ts';

function createRecorder() {
  const rows: SpanRow[] = [];
  const artifacts: { traceId: string; name: string; content: string }[] = [];
  return {
    rows,
    artifacts,
    insertSpans: (batch: readonly SpanRow[]) => void rows.push(...batch),
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
});
