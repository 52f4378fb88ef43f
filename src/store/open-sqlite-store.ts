import type Sqlite from 'better-sqlite3';
import type { Outside } from '../core/outside.ts';
import { assembleStore } from './assemble-store.ts';
import { parseDatabasePath } from './database-path.ts';
import { openLinkWriter } from './library/open-link-writer.ts';
import { migrate } from './migrate.ts';
import { mainMigrations, tracesMigrations } from './migrations.ts';
import type { Store, StoreOptions } from './open-store.ts';
import type { PurgeCutoffs } from './purge-cutoffs.ts';
import { purgeFiles } from './purge-files.ts';
import { purgeMain } from './purge-main.ts';
import type { PurgedFiles } from './purge-thread.ts';
import { purgeTraces } from './purge-traces.ts';
import { createReadQueries } from './read-queries.ts';
import type { ReadQueries, RunQuery } from './read-queries.ts';
import { createReadWorker } from './read-worker.ts';
import type { MainSchema, TracesSchema } from './schema.ts';
import { createTextSealer } from './sealed-text.ts';
import type { StoreSettings } from './settings.ts';
import { makeShrinkable } from './shrink-file.ts';
import { createSpanRepository } from './spans.ts';
import { openSqlite } from './sqlite-database.ts';
import { createSqliteJobQueue } from './sqlite-job-queue.ts';

type Closers = (() => Promise<void> | void)[];

/** Two files: one that must never lose a commit, and a large one of traces. @throws AppError as `openStore` */
export async function openSqliteStore(
  settings: StoreSettings,
  outside: Outside,
  options: StoreOptions,
): Promise<Store> {
  const { busyTimeoutMs, tracesFile } = settings;
  const path = parseDatabasePath(settings.databaseUrl);
  const main = openSqlite<MainSchema>({ path, busyTimeoutMs, synchronous: 'full' });
  const closers: Closers = [() => main.close()];
  try {
    await migrate(main, path, mainMigrations, outside.clock.now());
    const traces = openSqlite<TracesSchema>({ path: tracesFile, busyTimeoutMs, synchronous: 'normal' });
    closers.unshift(() => traces.close());
    const applied = await migrate(traces, tracesFile, tracesMigrations, outside.clock.now());
    if (applied.includes('0003_search')) createSpanRepository(traces).recount();
    makeShrinkable(traces.handle);
    makeShrinkable(main.handle);
    const jobs = createSqliteJobQueue(main, settings, outside);
    closers.unshift(() => jobs.close());
    const sealer = createTextSealer(settings.encryptionKeys);
    const putLink = await openLinkWriter(main, sealer);
    const isInMemory = path === ':memory:' || tracesFile === ':memory:';
    const stopped = new AbortController();
    closers.unshift(() => stopped.abort(new Error('the store is closed')));
    const run = isInMemory ? runInPlace(traces.handle, main.handle) : createRunner(settings, path, outside, closers);

    async function purge(cutoffs: PurgeCutoffs): Promise<PurgedFiles> {
      if (isInMemory) {
        const removed = purgeTraces(traces.handle, cutoffs.traces, () => true);
        return { ...removed, ...(await purgeMain(main, sealer, cutoffs.main, async () => true)), freedBytes: 0 };
      }
      const { encryptionKeys, purgeMinutes } = settings;
      const order = {
        tracesPath: tracesFile,
        mainPath: path,
        cutoffs: cutoffs.traces,
        mainCutoffs: cutoffs.main,
        encryptionKeys,
        limitMs: purgeMinutes * 60_000,
      };
      return purgeFiles(order, stopped.signal);
    }

    async function close(): Promise<void> {
      for (const end of closers.splice(0)) await end();
    }
    return assembleStore({ main, traces, jobs, sealer, putLink, run, purge, close }, settings, outside, options);
  } catch (error) {
    for (const close of closers) await close();
    throw error;
  }
}

/** Beside the event loop, in the read worker. */
function createRunner(settings: StoreSettings, mainPath: string, outside: Outside, closers: Closers): RunQuery {
  const { tracesFile: tracesPath, busyTimeoutMs, analyticsTimeoutMs } = settings;
  const worker = createReadWorker({ tracesPath, mainPath, busyTimeoutMs }, analyticsTimeoutMs, outside);
  closers.unshift(() => worker.close());
  return async (query, ...args) => (await worker.run(query, args)) as ReturnType<ReadQueries[typeof query]>;
}

/** A database in memory has no second connection. */
function runInPlace(traces: Sqlite.Database, main: Sqlite.Database): RunQuery {
  const queries = createReadQueries(traces, main) as unknown as Record<string, (...args: unknown[]) => never>;
  return async (query, ...args) => queries[query]?.(...args) as never;
}
