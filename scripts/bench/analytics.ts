/**
 * `npm run bench -- analytics`: every figure of the dashboard at a million spans, and what the event loop feels meanwhile. `BENCH_SPANS` is how
 * many; `BENCH_DIALECT=postgres` asks PostgreSQL.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { createRealOutside } from '../../test/support/real-outside.ts';
import type { Analytics, AnalyticsWindow } from '../../src/core/analytics.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/open-store.ts';
import type { Dialect } from '../../src/store/database.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import type { MainSchema } from '../../src/store/schema.ts';
import { createModelCallStore } from '../../src/store/model-calls.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { seedTraces } from './analytics/seed-traces.ts';

const outside = createRealOutside();

const dayMs = 86_400_000;
/** Seeded spans end here, so that a cached folder stays good. */
const endMs = Date.UTC(2026, 10, 1, 9, 30);
const medianLimitMs = 50;
const loopLimitMs = 20;

interface Figure {
  name: string;
  ask: (analytics: Analytics) => Promise<unknown>;
}

function windowOf(days: number, more: Partial<AnalyticsWindow> = {}): AnalyticsWindow {
  return { fromMs: endMs - days * dayMs, toMs: endMs, ...more };
}

/** What the dashboard, the commands and the HTTP API ask for. */
const figures: Figure[] = [1, 7, 30].flatMap((days) => {
  const window = windowOf(days);
  const span = `${days} d`;
  return [
    { name: `dashboard ${span}`, ask: (from) => from.dashboard(window) },
    { name: `quality ${span}`, ask: (from) => from.quality(window) },
    { name: `latency ${span}`, ask: (from) => from.latency(window) },
    { name: `errors ${span}`, ask: (from) => from.errors(window) },
    { name: `compliance ${span}`, ask: (from) => from.compliance(window) },
    { name: `throughput ${span}`, ask: (from) => from.throughput(window) },
    { name: `costs ${span}`, ask: (from) => from.costs(window) },
    { name: `latency ${span}, one channel`, ask: (from) => from.latency(windowOf(days, { channel: 'C03' })) },
    { name: `costs ${span}, one channel`, ask: (from) => from.costs(windowOf(days, { channel: 'C03' })) },
  ] satisfies Figure[];
});
figures.push(
  { name: 'budget', ask: (from) => from.budget(5) },
  { name: 'latency 7 d by the hour', ask: (from) => from.latency(windowOf(7), 'hour') },
  { name: 'search: newest', ask: (from) => from.searchTraces({}) },
  { name: 'search: errors of a channel', ask: (from) => from.searchTraces({ status: 'error', channel: 'C03' }) },
  { name: 'search: a rare word', ask: (from) => from.searchTraces({ text: 'page-77777' }) },
  {
    name: 'trace with its waterfall',
    async ask(from) {
      const { traces } = await from.searchTraces({ limit: 1 });
      return from.trace(traces[0]?.traceId ?? '');
    },
  },
);

export interface AnalyticsBenchOptions {
  /** 150 runs of seven spans an hour make a million in a bit more than a month. */
  spanCount?: number;
  /** Where the seeded files are kept for the next time; a folder that goes afterwards where it is null. Not for PostgreSQL. */
  folder?: string | null;
  dialect?: Dialect;
}

/**
 * Seeds spans over 30 days, asks for every figure, and holds each median against 50 ms and the main thread's delay, while it goes on writing
 * spans, against 20 ms.
 */
export async function benchAnalytics(options: AnalyticsBenchOptions = {}): Promise<boolean> {
  const { spanCount = 1_000_000, folder = null, dialect = 'sqlite' } = options;
  const place = folder ?? mkdtempSync(join(tmpdir(), 'gloss-analytics-'));
  const isSeeded = existsSync(join(place, 'traces.db'));
  await using server = dialect === 'postgres' ? await startPostgres() : null;
  const settings = StoreSettings.parse({
    databaseUrl: server?.url ?? join(place, 'gloss.db'),
    tracesFile: join(place, 'traces.db'),
    analyticsTimeoutMs: 60_000,
  });
  const store = await openStore(settings, outside);
  try {
    if (!isSeeded) await seed(store, settings, { spanCount, dialect });
    return await measure(store);
  } finally {
    await store.close();
    if (folder === null) rmSync(place, { recursive: true, force: true });
  }
}

async function seed(
  store: Store,
  settings: StoreSettings,
  { spanCount, dialect }: { spanCount: number; dialect: Dialect },
): Promise<void> {
  const from = performance.now();
  const options = { spanCount, endMs, days: 30 };
  if (dialect === 'postgres') await seedTraces(store.spans, store.modelCalls, options);
  else {
    // Without waiting for the disk: 280,000 commits that wait would take the time of the whole bench.
    const main = openSqlite<MainSchema>({ path: settings.databaseUrl, busyTimeoutMs: 5000, synchronous: 'normal' });
    await seedTraces(store.spans, createModelCallStore(main), options);
    main.close();
  }
  console.log(`${dialect}: ${spanCount} spans stored in ${((performance.now() - from) / 1000).toFixed(0)} s`);
}

async function measure(store: Store): Promise<boolean> {
  let allHold = true;
  // The first question starts the thread and fills its cache.
  await store.analytics.dashboard(windowOf(30));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const writing = keepWriting(store);
  delay.enable();
  for (const { name, ask } of figures) {
    const times: number[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      const from = performance.now();
      await ask(store.analytics);
      times.push(performance.now() - from);
    }
    const median = times.sort((a, b) => a - b)[3] ?? 0;
    const holds = median < medianLimitMs;
    allHold &&= holds;
    console.log(`${name.padEnd(36)} ${median.toFixed(1).padStart(8)} ms${holds ? '' : `   over ${medianLimitMs} ms`}`);
  }
  delay.disable();
  await writing.stop();
  const p99 = delay.percentile(99) / 1e6;
  const holds = p99 < loopLimitMs;
  const figuresOfLoop = `p50 ${(delay.percentile(50) / 1e6).toFixed(1)}, p99 ${p99.toFixed(1)}, max ${(delay.max / 1e6).toFixed(1)} ms`;
  console.log(`event loop meanwhile, with spans written: ${figuresOfLoop}${holds ? '' : `   over ${loopLimitMs} ms`}`);
  return allHold && holds;
}

/** 50 spans four times a second, as a busy workspace would write them. */
function keepWriting(store: Store): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const done = (async () => {
    for (let turn = 0; !stopped.signal.aborted; turn += 1) {
      await seedTraces(store.spans, null, { spanCount: 49, endMs: Date.now(), days: 0.0001, prefix: `live-${turn}` });
      await wait(250);
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await done;
    },
  };
}

if (import.meta.main) process.exitCode = (await benchAnalytics({ folder: process.argv[2] ?? null })) ? 0 : 1;
