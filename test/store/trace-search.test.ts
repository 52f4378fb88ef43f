import { describe, expect, test } from 'vitest';
import { pseudonymOf } from '../../src/core/pseudonym.ts';
import { openStore } from '../../src/store/open-store.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { openTempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

const start = Date.UTC(2026, 2, 1);

describe.each(dialects)('the search for traces on %s', (dialect) => {
  test('narrows by everything that a run is known by, newest first', async () => {
    await using temp = await openTempStore({ dialect });
    const { spans, analytics } = temp.store;
    await spans.insertSpans(sampleSpans({ traceId: 'aa11', startMs: start }));
    await spans.insertSpans(
      sampleSpans({ traceId: 'bb22', startMs: start + 1, channel: 'C2', user: 'U2', url: 'https://lark.example/Log' }),
    );
    await spans.insertSpans(
      sampleSpans({
        traceId: 'cc33',
        startMs: start + 2,
        result: 'fetch_timeout',
        model: 'other',
        promptVersion: 'ffff',
      }),
    );
    const ids = async (search: Parameters<typeof analytics.searchTraces>[0]) =>
      (await analytics.searchTraces(search)).traces.map((trace) => trace.traceId);
    expect(await ids({})).toEqual(['cc33', 'bb22', 'aa11']);
    expect(await ids({ channel: 'C2' })).toEqual(['bb22']);
    expect(await ids({ user: 'U2' })).toEqual(['bb22']);
    expect(await ids({ url: 'https://lark.example/Log' })).toEqual(['bb22']);
    expect(await ids({ status: 'error' })).toEqual(['cc33']);
    expect(await ids({ status: 'ok' })).toEqual(['bb22', 'aa11']);
    expect(await ids({ model: 'other' })).toEqual(['cc33']);
    expect(await ids({ promptVersion: 'ffff' })).toEqual(['cc33']);
    expect(await ids({ promptVersion: 'abcdef' })).toEqual([]);
    expect(await ids({ fromMs: start + 1, toMs: start + 2 })).toEqual(['bb22']);
    expect(await ids({ text: 'LARK log' })).toEqual(['bb22']);
    expect(await ids({ text: 'fetch_time' })).toEqual(['cc33']);
    expect(await ids({ text: 'aa1' })).toEqual(['aa11']);
    expect(await ids({ text: '%' })).toEqual([]);
    expect(await ids({ text: 'a_1' })).toEqual([]);
    expect(await ids({ text: "' or 1=1 --" })).toEqual([]);
  });

  test('gives pages that neither repeat nor leave out a trace, also where many began at once', async () => {
    await using temp = await openTempStore({ dialect });
    for (let index = 0; index < 23; index += 1)
      await temp.store.spans.insertSpans(
        sampleSpans({ traceId: `t${index}`, startMs: start + Math.floor(index / 5) + 0.25 }),
      );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await temp.store.analytics.searchTraces({ limit: 4, cursor });
      expect(page.traces.length).toBeLessThanOrEqual(4);
      seen.push(...page.traces.map((trace) => trace.traceId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(23);
    expect(new Set(seen).size).toBe(23);
  });

  test('finds a person by the id where spans carry pseudonyms', async () => {
    await using temp = await openTempStore({ dialect });
    const user = pseudonymOf('a key', 'U7');
    await temp.store.spans.insertSpans(sampleSpans({ traceId: 'p', startMs: start, user }));
    expect((await temp.store.analytics.searchTraces({ user: 'U7' })).traces).toEqual([]);
    const keyed = await openStore(temp.settings, temp.outside, { pseudonymKey: 'a key' });
    expect((await keyed.analytics.searchTraces({ user: 'U7' })).traces).toHaveLength(1);
    expect((await keyed.analytics.searchTraces({ user })).traces).toHaveLength(1);
    await keyed.close();
  });
});

describe.each(dialects)('one trace on %s', (dialect) => {
  test('is a tree in the order of a waterfall, with what the run says of itself', async () => {
    await using temp = await openTempStore({ dialect });
    const { spans, artifacts, analytics } = temp.store;
    const own = sampleSpans({ traceId: 'a', startMs: start, durationMs: 1000, costUsd: 0.25 });
    const tool = {
      ...(own[0] ?? own[1]!),
      spanId: 'tool',
      parentSpanId: 'span-1-1',
      name: 'fetch_source',
      startMs: start + 250,
    };
    const lost = { ...tool, spanId: 'lost', parentSpanId: 'never stored', name: 'orphan', startMs: start + 950 };
    await spans.insertSpans([...own, tool, lost]);
    await artifacts.put('a', 'evidence.json', '{"ü":1}', start);
    const trace = await analytics.trace('a');
    expect(trace?.spans.map(({ name, depth, offsetMs }) => [depth, name, Math.round(offsetMs)])).toEqual([
      [0, 'summarize_link.run', 0],
      [1, 'retrieval.fetch_evidence', 0],
      [1, 'stage_a.run', 200],
      [2, 'fetch_source', 250],
      [1, 'stage_b.run', 500],
      [1, 'quality_gates.validate', 800],
      [1, 'slack.post_message', 900],
      [0, 'orphan', 950],
    ]);
    expect(trace?.summary).toMatchObject({
      status: 'ok',
      outcome: 'summarized',
      model: 'gpt-test',
      costUsd: 0.5,
      inputTokens: 200,
      gatePassRate: 1,
      prompts: ['stage-a@abcdef012345', 'stage-b@abcdef012345'],
      domain: 'tern.example',
      attempts: 1,
    });
    expect(trace?.artifacts).toEqual([{ name: 'evidence.json', bytes: 8, createdAt: start }]);
    expect(await analytics.trace('none')).toBeNull();
  });

  test('of a job that was tried twice is one run, from the first start to the last end', async () => {
    await using temp = await openTempStore({ dialect });
    const { spans, analytics } = temp.store;
    await spans.insertSpans(sampleSpans({ traceId: 'a', startMs: start, durationMs: 100, result: 'model_timeout' }));
    expect((await analytics.searchTraces({})).traces).toMatchObject([{ status: 'error', attempts: 1 }]);
    await spans.insertSpans(sampleSpans({ traceId: 'a', startMs: start + 5000, durationMs: 1000, attempt: 2 }));
    expect((await analytics.searchTraces({})).traces).toMatchObject([
      { status: 'ok', attempts: 2, durationMs: 6000, startMs: start, spanCount: 12 },
    ]);
  });

  test('beside another shows times, costs and what was different', async () => {
    await using temp = await openTempStore({ dialect });
    await temp.store.spans.insertSpans([
      ...sampleSpans({ traceId: 'a', startMs: start, durationMs: 1000, costUsd: 0.25 }),
      ...sampleSpans({
        traceId: 'b',
        startMs: start,
        durationMs: 3000,
        costUsd: null,
        model: 'other',
        promptVersion: 'ffff',
      }),
    ]);
    const comparison = await temp.store.analytics.compareTraces('a', 'b');
    expect(comparison?.stages.find((stage) => stage.name === 'stage_a.run')).toEqual({
      name: 'stage_a.run',
      a: { durationMs: 300, costUsd: 0.25, count: 1, errors: 0 },
      b: { durationMs: 900, costUsd: null, count: 1, errors: 0 },
      deltaMs: 600,
    });
    expect(comparison?.differences).toContainEqual({
      name: 'stage_b.run prompt_version',
      a: 'abcdef012345',
      b: 'ffff',
    });
    expect(await temp.store.analytics.compareTraces('a', 'none')).toBeNull();
  });
});
