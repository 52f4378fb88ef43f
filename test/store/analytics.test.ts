import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutWindow } from '../../src/store/analytics-cells.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import type { SampleRun } from '../support/sample-spans.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import { sampleModelCall } from '../support/sample-model-call.ts';
import { openTempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 2, 1);
const week = { fromMs: start, toMs: start + 7 * day };

describe('a window', () => {
  test('is cut into parts that touch, never overlap, and lie on whole hours and days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 * day }),
        fc.integer({ min: 1, max: 5 * day }),
        fc.constantFrom('hour' as const, 'day' as const, null),
        (from, length, bucket) => {
          const segments = cutWindow(from, from + length, bucket);
          let at = from;
          for (const segment of segments) {
            expect(segment.fromMs).toBe(at);
            expect(segment.toMs).toBeGreaterThan(at);
            const size = segment.hours === 0 ? 1 : segment.hours * hour;
            expect([segment.fromMs % size, segment.toMs % size]).toEqual([0, 0]);
            expect(bucket === 'hour' && segment.hours === 24).toBe(false);
            at = segment.toMs;
          }
          expect(at).toBe(from + length);
          expect(
            segments.filter((segment) => segment.hours === 0).every((part) => part.toMs - part.fromMs < 2 * hour),
          ).toBe(true);
        },
      ),
    );
  });
});

describe.each(dialects)('a window on %s', (dialect) => {
  test('that cannot be is refused before anything is read', async () => {
    await using temp = await openTempStore({ dialect });
    const { analytics } = temp.store;
    for (const window of [
      { fromMs: 5, toMs: 5 },
      { fromMs: 5, toMs: 4 },
      { fromMs: Number.NaN, toMs: 4 },
      { fromMs: 0, toMs: 4000 * day },
    ])
      await expect(analytics.latency(window)).rejects.toMatchObject({ code: 'analytics_bad_request' });
    await expect(analytics.searchTraces({ limit: 0 })).rejects.toMatchObject({ code: 'analytics_bad_request' });
    await expect(analytics.searchTraces({ cursor: 'x' })).rejects.toMatchObject({ code: 'analytics_bad_request' });
  });

  test('in which nothing happened has no averages, no rates and no percentiles', async () => {
    await using temp = await openTempStore({ dialect });
    const { analytics } = temp.store;
    const nothing = { n: 0, avg: null, min: null, max: null };
    expect(await analytics.latency(week)).toEqual({
      overall: { ...nothing, p50: null, p95: null, p99: null, isExact: true },
      stages: [],
      series: { bucket: 'day', points: [] },
    });
    expect(await analytics.dashboard(week)).toMatchObject({
      runs: { n: 0, ok: 0, failed: 0, successRate: null },
      gatePassRate: nothing,
      votes: { n: 0, share: null },
      cost: { usd: 0, calls: 0, unknownCostCalls: 0 },
    });
    expect((await analytics.errors(week)).runs).toEqual({ n: 0, count: 0, rate: null });
    expect((await analytics.compliance(week)).groups.overall).toEqual({ n: 0, count: 0, rate: null });
    expect((await analytics.costs(week)).byChannel).toEqual([]);
  });
});

const runs = fc.array(
  fc.record({
    offsetMs: fc.integer({ min: 0, max: 3 * day }),
    durationMs: fc.integer({ min: 1, max: 100_000 }),
    channel: fc.constantFrom('C1', 'C2'),
    user: fc.constantFrom('U1', 'U2'),
    model: fc.constantFrom('gpt-test', 'extractive-1'),
    result: fc.constantFrom('ok', 'ok', 'fetch_timeout', 'gates_failed'),
    costUsd: fc.constantFrom(0.5, 0.25, null),
    failedGates: fc.constantFrom([], ['grounding'], ['tldr_sentence_count']),
    attempts: fc.integer({ min: 1, max: 2 }),
  }),
  { minLength: 1, maxLength: 25 },
);

describe.each(dialects)('the figures on %s', (dialect) => {
  test(
    'are those of a plain count over all runs, for any window, filter and order of writing',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          runs,
          fc.integer({ min: 0, max: 3 * day }),
          fc.integer({ min: 1, max: 3 * day }),
          fc.constantFrom(undefined, 'C1'),
          fc.constantFrom(undefined, 'ok' as const, 'error' as const),
          fc.constantFrom('hour' as const, 'day' as const),
          async (given, offset, length, channel, status, bucket) => {
            await using temp = await openTempStore({ dialect });
            const { spans, analytics } = temp.store;
            const made: Required<Pick<SampleRun, 'startMs' | 'durationMs' | 'channel' | 'result'>>[] = [];
            for (const [index, { offsetMs, attempts, ...run }] of given.entries()) {
              const base = { ...run, traceId: `trace-${index}`, startMs: start + offsetMs };
              if (attempts === 2) {
                // Tried before, a minute earlier, and written twice as after a crash of the writer.
                const first = sampleSpans({
                  ...base,
                  startMs: base.startMs - 60_000,
                  durationMs: 5,
                  result: 'model_timeout',
                  attempt: 1,
                });
                await spans.insertSpans(first);
                await spans.insertSpans(first);
              }
              await spans.insertSpans(sampleSpans({ ...base, attempt: attempts }));
              made.push({
                startMs: base.startMs - (attempts === 2 ? 60_000 : 0),
                durationMs: run.durationMs + (attempts === 2 ? 60_000 : 0),
                channel: run.channel,
                result: run.result,
              });
            }
            const window = { fromMs: start + offset, toMs: start + offset + length, channel, status };
            const wanted = made.filter(
              (run) =>
                run.startMs >= window.fromMs &&
                run.startMs < window.toMs &&
                (channel === undefined || run.channel === channel) &&
                (status === undefined || (run.result === 'ok') === (status === 'ok')),
            );
            const durations = wanted.map((run) => run.durationMs).sort((a, b) => a - b);
            const latency = await analytics.latency(window, bucket);
            expect(latency.overall.n).toBe(wanted.length);
            expect(latency.overall.min).toBe(durations[0] ?? null);
            expect(latency.overall.max).toBe(durations.at(-1) ?? null);
            const at = Math.max(0, ((durations.length - 1) * 95) / 100);
            const [low = 0, high = 0] = [durations[Math.floor(at)], durations[Math.ceil(at)]];
            expect(latency.overall.p95 ?? 0).toBeCloseTo(low + (high - low) * (at - Math.floor(at)), 6);
            const sum = durations.reduce((total, ms) => total + ms, 0);
            expect((latency.overall.avg ?? 0) * durations.length).toBeCloseTo(sum, 4);
            const size = bucket === 'hour' ? hour : day;
            expect(latency.series.points.map((point) => [point.startMs, point.n])).toEqual(
              [...Map.groupBy(wanted, (run) => run.startMs - (run.startMs % size))]
                .map(([at, group]) => [at, group.length])
                .sort(([a = 0], [b = 0]) => a - b),
            );
            const errors = await analytics.errors(window, bucket);
            expect(errors.runs.count).toBe(wanted.filter((run) => run.result !== 'ok').length);
            expect(errors.byType.reduce((sum, type) => sum + type.count, 0)).toBe(errors.runs.count);

            // What is kept while writing is what a count from the stored spans gives.
            const before = await analytics.dashboard({ fromMs: start - day, toMs: start + 4 * day });
            await spans.recount();
            expect(await analytics.dashboard({ fromMs: start - day, toMs: start + 4 * day })).toEqual(before);
          },
        ),
        // A new database of PostgreSQL takes a second.
        { numRuns: dialect === 'sqlite' ? 12 : 4 },
      );
    },
  );

  test('forget the extremes of what was replaced', async () => {
    await using temp = await openTempStore({ dialect });
    const { spans, analytics } = temp.store;
    const slow = { result: 'model_timeout', scores: { grounding: 0.5 } };
    await spans.insertSpans(
      sampleSpans({ ...slow, traceId: 'a', startMs: start + hour, durationMs: 5, scores: { grounding: 0.1 } }),
    );
    await spans.insertSpans(sampleSpans({ ...slow, traceId: 'b', startMs: start + hour, durationMs: 100 }));
    expect((await analytics.latency(week)).overall).toMatchObject({ n: 2, min: 5, max: 100 });
    // Tried again: the run is longer now, and its last draft another.
    await spans.insertSpans(
      sampleSpans({ ...slow, traceId: 'a', startMs: start + hour + 900, durationMs: 100, attempt: 2 }),
    );
    expect((await analytics.latency(week)).overall).toMatchObject({ n: 2, min: 100, max: 1000 });
    expect((await analytics.quality(week)).scores).toEqual([
      { name: 'grounding', n: 2, avg: 0.5, min: 0.5, max: 0.5, passRate: 1 },
    ]);
    // A span that comes again, shorter.
    const [first, ...others] = sampleSpans({ ...slow, traceId: 'b', startMs: start + hour, durationMs: 100 });
    if (first) await spans.insertSpans([{ ...first, durationMs: 2 }, ...others]);
    const stage = (await analytics.latency(week)).stages.find(({ name }) => name === 'retrieval.fetch_evidence');
    expect(stage).toMatchObject({ n: 3, min: 1, max: 20 });
  });

  test('of stages stand beside those of runs', async () => {
    await using temp = await openTempStore({ dialect });
    await temp.store.spans.insertSpans([
      ...sampleSpans({ traceId: 'a', startMs: start + hour, durationMs: 1000 }),
      ...sampleSpans({ traceId: 'b', startMs: start + 2 * hour, durationMs: 3000, model: 'extractive-1', costUsd: 0 }),
    ]);
    const { stages, overall } = await temp.store.analytics.latency(week);
    expect(overall).toMatchObject({ n: 2, avg: 2000, min: 1000, max: 3000, p50: 2000, isExact: true });
    expect(stages.map(({ name, n, avg }) => [name, n, avg])).toEqual([
      ['stage_a.run', 2, 600],
      ['stage_b.run', 2, 600],
      ['retrieval.fetch_evidence', 2, 400],
      ['quality_gates.validate', 2, 200],
      ['slack.post_message', 2, 200],
    ]);
    const ofModel = await temp.store.analytics.latency({ ...week, model: 'extractive-1' });
    expect(ofModel.stages.map(({ name, n }) => [name, n])).toEqual([
      ['stage_a.run', 1],
      ['stage_b.run', 1],
    ]);
    expect(ofModel.overall).toMatchObject({ n: 1, avg: 3000 });
  });

  test('of quality and compliance are of the last draft, by group and by check', async () => {
    await using temp = await openTempStore({ dialect });
    const { spans, summaries, feedback, analytics } = temp.store;
    await spans.insertSpans([
      ...sampleSpans({ traceId: 'a', startMs: start, scores: { grounding: 0.9, voice: 1 } }),
      ...sampleSpans({
        traceId: 'b',
        startMs: start + 90_000,
        scores: { grounding: 0.5 },
        failedGates: ['grounding'],
        rewriteCount: 1,
      }),
      ...sampleSpans({
        traceId: 'c',
        startMs: start + day,
        failedGates: ['tldr_sentence_count', 'unheard_of'],
        rewriteCount: 1,
      }),
      ...sampleSpans({ traceId: 'd', startMs: start + day, channel: 'C2' }),
    ]);
    await summaries.save(sampleSummary({ id: 's1', channelId: 'C1' }));
    await summaries.save(sampleSummary({ id: 's2', channelId: 'C2' }));
    await feedback.vote('s1', 'U1', 'up', start + 5);
    await feedback.vote('s1', 'U2', 'up', start + 6);
    await feedback.vote('s2', 'U2', 'down', start + day);
    const quality = await analytics.quality(week);
    expect(quality.gatePassRate).toEqual({ n: 4, avg: expect.closeTo(0.925) as number, min: 0.8, max: 1 });
    expect(quality.votes).toEqual({ up: 2, down: 1, n: 3, share: 2 / 3 });
    expect(quality.scores).toEqual([
      { name: 'grounding', n: 2, avg: 0.7, min: 0.5, max: 0.9, passRate: 0.5 },
      { name: 'voice', n: 1, avg: 1, min: 1, max: 1, passRate: 1 },
    ]);
    expect(quality.series.points.map((point) => [point.startMs, point.gatePassRate.n, point.votes.n])).toEqual([
      [start, 2, 2],
      [start + day, 2, 1],
    ]);
    const compliance = await analytics.compliance(week);
    expect(compliance.groups).toEqual({
      structure: { n: 4, count: 3, rate: 0.75 },
      // A gate that belongs to no group counts as policy.
      policy: { n: 4, count: 2, rate: 0.5 },
      voice: { n: 1, count: 1, rate: 1 },
      overall: { n: 4, count: 2, rate: 0.5 },
    });
    expect(compliance.checks[0]).toEqual({ name: 'grounding', group: 'policy', n: 2, count: 1, rate: 0.5 });
    expect(compliance.rewrites).toEqual({ total: 2, runs: { n: 4, count: 2, rate: 0.5 } });
    expect((await analytics.quality({ ...week, channel: 'C2' })).votes).toEqual({ up: 0, down: 1, n: 1, share: 0 });
    expect(await analytics.datasets(week)).toEqual({
      candidates: [
        { name: 'high_quality_responses', count: 1 },
        { name: 'needs_improvement', count: 1 },
      ],
    });
  });
});

describe.each(dialects)('money on %s', (dialect) => {
  test('is added up by stage, model, channel, person and day, and what no trace explains is said', async () => {
    await using temp = await openTempStore({ dialect });
    const { modelCalls, spans, analytics } = temp.store;
    await modelCalls.add(sampleModelCall('1', start + 10, { costUsd: 0.25 }));
    await modelCalls.add(sampleModelCall('2', start + 20, { stage: 'stage_b', costUsd: 0.25 }));
    await modelCalls.add(sampleModelCall('3', start + day, { costUsd: 1, model: 'gpt-large' }));
    await spans.insertSpans(
      sampleSpans({ traceId: 'trace', startMs: start + 5, costUsd: 0.25, channel: 'C9', user: 'U9' }),
    );
    const report = await analytics.costs({ fromMs: start + 1, toMs: start + 2 * day });
    expect(report.total).toMatchObject({ usd: 1.5, calls: 3, unknownCostCalls: 0, inputTokens: 300, outputTokens: 60 });
    expect(report.byStage.map(({ key, usd }) => [key, usd])).toEqual([
      ['stage_a', 1.25],
      ['stage_b', 0.25],
    ]);
    expect(report.byModel.map(({ key, usd }) => [key, usd])).toEqual([
      ['gpt-large', 1],
      ['gpt-test', 0.5],
    ]);
    expect(report.byDay.map(({ key, usd }) => [key, usd])).toEqual([
      ['2026-03-01', 0.5],
      ['2026-03-02', 1],
    ]);
    expect(report.byChannel.map(({ key, usd }) => [key, usd])).toEqual([
      [null, 1],
      ['C9', 0.5],
    ]);
    expect(report.byUser.map(({ key, usd }) => [key, usd])).toEqual([
      [null, 1],
      ['U9', 0.5],
    ]);
    expect((await analytics.costs({ ...week, channel: 'C9' })).total).toMatchObject({ usd: 0.5, calls: 2 });
  });

  test('and time are split into asking models, fetching and everything else', async () => {
    await using temp = await openTempStore({ dialect });
    const { modelCalls, spans, analytics } = temp.store;
    await modelCalls.add(sampleModelCall('1', start + 10, { costUsd: 0.25 }));
    const [root, ...rest] = sampleSpans({ traceId: 'trace', startMs: start, durationMs: 10_000 }).toReversed();
    const stageA = rest.find(({ name }) => name === 'stage_a.run');
    if (!root || !stageA) throw new Error('no spans');
    // A link that the model had read while it extracted facts.
    const link = { ...stageA, spanId: 'link', parentSpanId: stageA.spanId, name: 'fetch_source', kind: 'TOOL' };
    await spans.insertSpans([{ ...link, durationMs: 500, costUsd: null, attributes: {} }, ...rest.toReversed(), root]);
    const { parts } = await analytics.costs(week);
    expect(parts).toEqual([
      { part: 'llm', usd: 0.25, unknownCostCalls: 0, count: 1, durationMs: 5500, share: 0.55 },
      { part: 'fetch', usd: 0, unknownCostCalls: 0, count: 2, durationMs: 2500, share: 0.25 },
      { part: 'other', usd: 0, unknownCostCalls: 0, count: null, durationMs: 2000, share: 0.2 },
    ]);
    const ofModel = await analytics.costs({ ...week, model: 'gpt-test' });
    expect(ofModel.parts.map(({ usd, durationMs }) => [usd, durationMs])).toEqual([
      [0.25, null],
      [0, null],
      [0, null],
    ]);
    const before = await analytics.costs({ fromMs: start - day, toMs: start - hour });
    expect(before.parts.map(({ durationMs, share }) => [durationMs, share])).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ]);
  });

  test('that is unknown is counted and never 0', async () => {
    await using temp = await openTempStore({ dialect });
    const { modelCalls, spans, analytics } = temp.store;
    await modelCalls.add(sampleModelCall('1', start, { costUsd: null, model: 'house-model' }));
    await modelCalls.add(sampleModelCall('2', start + hour, { costUsd: null, model: 'house-model' }));
    await spans.insertSpans(sampleSpans({ traceId: 'trace', startMs: start, costUsd: null, model: 'house-model' }));
    const unknown = await analytics.costs(week);
    expect(unknown.total).toMatchObject({ usd: null, calls: 2, unknownCostCalls: 2 });
    expect(unknown.byChannel).toEqual([expect.objectContaining({ key: 'C1', usd: null, unknownCostCalls: 2 })]);
    expect((await analytics.searchTraces({})).traces[0]?.costUsd).toBeNull();
    await modelCalls.add(sampleModelCall('3', start + 2 * hour, { costUsd: 0.5 }));
    expect((await analytics.costs(week)).total).toMatchObject({ usd: 0.5, calls: 3, unknownCostCalls: 2 });
  });

  test('of today stands against its limit and against the week before', async () => {
    await using temp = await openTempStore({ dialect });
    const { modelCalls, analytics } = temp.store;
    const now = temp.outside.clock.now();
    const today = now - (now % day);
    await modelCalls.add(sampleModelCall('old', today - 8 * day, { costUsd: 100 }));
    for (let back = 1; back <= 7; back += 1)
      await modelCalls.add(sampleModelCall(`d${back}`, today - back * day, { costUsd: 1 }));
    await modelCalls.add(sampleModelCall('today', now, { costUsd: 1.75 }));
    await modelCalls.add(sampleModelCall('unknown', now, { costUsd: null }));
    expect(await analytics.budget(2)).toEqual({
      spentUsd: 1.75,
      limitUsd: 2,
      share: 0.875,
      level: 'alert',
      unknownCostCalls: 1,
    });
    expect(await analytics.costSpike()).toEqual({ todayUsd: 1.75, meanUsd: 1, ratio: 1.75, isSpike: false });
    await modelCalls.add(sampleModelCall('more', now, { costUsd: 0.5 }));
    expect(await analytics.budget(2)).toMatchObject({ level: 'exhausted' });
    expect(await analytics.budget(0)).toMatchObject({ level: 'ok', share: null });
    expect(await analytics.costSpike()).toMatchObject({ ratio: 2.25, isSpike: true });
  });
});

describe.each(dialects)('traces of evals on %s', (dialect) => {
  test('can be opened, and are in no figure, search or share of costs by person', async () => {
    await using temp = await openTempStore({ dialect });
    const { spans, analytics, modelCalls } = temp.store;
    await spans.insertSpans(sampleSpans({ traceId: 'live', startMs: start + hour }));
    await modelCalls.add(sampleModelCall('live', start + hour));
    const window = { fromMs: start, toMs: start + 2 * hour + 1 };
    const figures = async () => ({
      throughput: await analytics.throughput(window, 'hour'),
      latency: await analytics.latency(window, 'hour'),
      quality: await analytics.quality(window, 'hour'),
      errors: await analytics.errors(window, 'hour'),
      traces: await analytics.searchTraces({ text: '' }),
      people: (await analytics.costs(window)).byUser.filter(({ key }) => key !== null).map(({ key }) => key),
    });
    const before = await figures();
    // Once in whole hours, which are kept as sums, and once in the rest, which is read from the rows.
    for (const [traceId, startMs] of [
      ['eval-1', start + hour + 5],
      ['eval-2', start + 2 * hour],
    ] as const) {
      const run = sampleSpans({ traceId, startMs, user: 'U9', result: 'model_timeout' });
      const rows = run.map((span) => ({ ...span, attributes: { ...span.attributes, purpose: 'eval' } }));
      await spans.insertSpans(rows.slice(0, 2));
      await spans.insertSpans(rows.slice(2));
    }
    expect(await figures()).toEqual(before);
    await spans.recount();
    expect(await figures()).toEqual(before);
    const opened = await analytics.trace('eval-1');
    expect(opened?.spans.length).toBeGreaterThan(3);
    expect(opened?.summary).toMatchObject({ traceId: 'eval-1', status: 'error', user: 'U9' });
    expect(await analytics.trace('live')).toMatchObject({ summary: { traceId: 'live' } });
  });
});
