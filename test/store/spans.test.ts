import { describe, expect, test } from 'vitest';
import type { SpanRow } from '../../src/core/span-row.ts';
import { migrate } from '../../src/store/migrate.ts';
import { tracesMigrations } from '../../src/store/migrations.ts';
import type { TracesSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { openTempStore } from '../support/temp-store.ts';
import type { TempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 2, 1);
const window = { fromMs: start, toMs: start + day };

/**
 * 24 runs over four hours: some fail, some are dear, in two channels by three people. All figures have few binary digits, so that their sums do
 * not depend on the order in which they are added.
 */
function runs(): SpanRow[][] {
  return Array.from({ length: 24 }, (_, index) =>
    sampleSpans({
      traceId: `trace-${index}`,
      startMs: start + (index % 4) * hour + index,
      durationMs: 100 + index * 37,
      channel: `C${index % 2}`,
      user: `U${index % 3}`,
      costUsd: index % 5 === 0 ? null : index / 64,
      result: index % 6 === 0 ? 'fetch_timeout' : 'ok',
      failedGates: Array.from({ length: 5 * (index % 3) }, (_unused, gate) => `gate-${gate}`),
      scores: { grounding: 0.5 + index / 64 },
    }).map((span) => ({ ...span, durationMs: Math.round(span.durationMs) })),
  );
}

async function figuresOf({ analytics }: TempStore['store']): Promise<unknown> {
  return {
    dashboard: await analytics.dashboard(window),
    latency: await analytics.latency(window, 'hour'),
    quality: await analytics.quality(window, 'hour'),
    errors: await analytics.errors(window, 'hour'),
    costs: await analytics.costs({ ...window, channel: 'C1' }),
  };
}

describe.each(dialects)('spans of several processes on %s', (dialect) => {
  test('that are written at the same time are counted as those of one', async () => {
    await using alone = await openTempStore({ dialect });
    for (const spans of runs()) await alone.store.spans.insertSpans(spans);

    await using shared = await openTempStore({ dialect });
    const stores = [shared.store, await shared.openAnother(), await shared.openAnother()];
    // Spans of one run come from different processes, the root among the last.
    const batches = runs().flatMap((spans) => [spans.slice(0, 2), spans.slice(2, 4), spans.slice(4)]);
    await Promise.all(
      batches.map(async (spans, index) => {
        await stores[index % stores.length]?.spans.insertSpans(spans);
      }),
    );
    expect(await figuresOf(shared.store)).toEqual(await figuresOf(alone.store));
    const { traces } = await shared.store.analytics.searchTraces({ limit: 50 });
    expect(traces.map(({ spanCount }) => spanCount)).toEqual(Array.from({ length: 24 }, () => 6));
  });

  test('are counted once where another process writes them again', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    const spans = sampleSpans({ traceId: 'a', startMs: start, durationMs: 1000, costUsd: 0.25 });
    await temp.store.spans.insertSpans(spans);
    await Promise.all([temp.store, other, temp.store, other].map((store) => store.spans.insertSpans(spans)));
    const before = await figuresOf(temp.store);
    expect(before).toMatchObject({ dashboard: { runs: { n: 1 } }, latency: { overall: { n: 1, max: 1000 } } });
    // The job ran again elsewhere, and longer.
    const again = spans.map((span) => ({ ...span, durationMs: span.durationMs * 2 }));
    await other.spans.insertSpans(again);
    const { latency, ...others } = (await figuresOf(temp.store)) as Record<string, unknown>;
    expect(others).toMatchObject({ dashboard: { runs: { n: 1 } } });
    expect(latency).toMatchObject({ stages: expect.arrayContaining([expect.objectContaining({ n: 1, max: 600 })]) });
    expect(await temp.store.spans.trace('a')).toEqual(await other.spans.trace('a'));
  });
});

describe.each(dialects)('a span on %s', (dialect) => {
  test('may hold whatever a page or a model says', async () => {
    await using temp = await openTempStore({ dialect });
    const { spans, analytics } = temp.store;
    const address = `https://tern.example/${'ä'.repeat(9000)}`;
    const [first, ...others] = sampleSpans({ traceId: 'a', startMs: start, url: address, model: 'm'.repeat(5000) });
    if (!first) throw new Error('no spans');
    const odd = { ...first, attributes: { ...first.attributes, note: 'a\0b \uD800 "\\u0000"', user: 'U\0' } };
    await spans.insertSpans([odd, ...others]);
    const stored = await spans.trace('a');
    expect(stored.find(({ spanId }) => spanId === odd.spanId)?.attributes['note']).toBe('a\0b \uD800 "\\u0000"');
    const { traces } = await analytics.searchTraces({ text: address.slice(-50) });
    expect(traces).toMatchObject([{ traceId: 'a', url: address, model: 'm'.repeat(200) }]);
    expect((await analytics.latency({ fromMs: start, toMs: start + 5000 })).stages).toHaveLength(5);
    expect((await analytics.costs({ ...window, channel: 'C1' })).total).toMatchObject({ usd: 0.02, calls: 2 });
  });

  test('that stands twice in a batch is counted as the last one says', async () => {
    await using temp = await openTempStore({ dialect });
    const spans = sampleSpans({ traceId: 'a', startMs: start, durationMs: 1000 });
    const earlier = spans.map((span) => ({ ...span, durationMs: 1, costUsd: 9 }));
    await temp.store.spans.insertSpans([...earlier, ...spans]);
    expect((await temp.store.analytics.latency(window)).overall).toMatchObject({ n: 1, min: 1000, max: 1000 });
    const { byUser } = await temp.store.analytics.costs({ ...window, channel: 'C1' });
    expect(byUser).toMatchObject([{ key: 'U1', usd: 0.02 }]);
  });
});

test('a span that SQLite kept before its money had columns gets them with the migration', async () => {
  const database = openSqlite<TracesSchema>({ path: ':memory:', busyTimeoutMs: 0, synchronous: 'normal' });
  const before = tracesMigrations.filter(({ name }) => name < '0004');
  await migrate(database, ':memory:', before, 0);
  const attributes = { user: 'U1', 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.output_tokens': 20 };
  const old = { trace_id: 't', parent_span_id: 'r', name: 'stage_a.run', start_ms: 1, end_ms: 2, duration_ms: 1 };
  const row = { ...old, status: 'ok' as const, error_type: null, job_id: null };
  await database.kysely
    .insertInto('spans')
    .values([
      { ...row, span_id: 'a', kind: 'LLM', cost_usd: null, attributes: JSON.stringify(attributes) },
      { ...row, span_id: 'b', kind: 'LLM', cost_usd: 0.5, attributes: '{"input_tokens":7}' },
      { ...row, span_id: 'c', kind: 'LLM', cost_usd: null, attributes: '{}' },
      { ...row, span_id: 'd', kind: 'TOOL', cost_usd: null, attributes: '{"input_tokens":7}' },
    ])
    .execute();
  await migrate(database, ':memory:', tracesMigrations, 0);
  const columns = ['person', 'unknown_cost', 'input_tokens', 'output_tokens'] as const;
  expect(await database.kysely.selectFrom('spans').select(columns).orderBy('span_id').execute()).toEqual([
    { person: 'U1', unknown_cost: 1, input_tokens: 100, output_tokens: 20 },
    { person: '', unknown_cost: 0, input_tokens: 7, output_tokens: 0 },
    { person: '', unknown_cost: 0, input_tokens: 0, output_tokens: 0 },
    { person: '', unknown_cost: 0, input_tokens: 0, output_tokens: 0 },
  ]);
  database.close();
});
