import { noNews } from '../core/news.ts';
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
import type { RunQuery } from './read-queries.ts';
import { createReadWorker } from './read-worker.ts';
import type { MainSchema, TracesSchema } from './schema.ts';
import { createTextSealer } from './sealed-text.ts';
import type { StoreSettings } from './settings.ts';
import { makeShrinkable } from './shrink-file.ts';
import { createSpanRepository } from './spans.ts';
import { openSqlite } from './sqlite-database.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { createSqliteJobQueue } from './sqlite-job-queue.ts';
import { attachFile, createSqliteReader } from './sqlite-reader.ts';

type Closers = (() => Promise<void> | void)[];

const memory = ':memory:';

/** Two files: one that must never lose a commit, and a large one of traces. @throws AppError as `openStore` */
export async function openSqliteStore(
  settings: StoreSettings,
  outside: Outside,
  options: StoreOptions,
): Promise<Store> {
  const { busyTimeoutMs, tracesFile } = settings;
  const path = parseDatabasePath(settings.databaseUrl);
  const closers: Closers = [];
  const open = (file: string, synchronous: 'full' | 'normal'): SqliteDatabase<MainSchema & TracesSchema> => {
    const database = openSqlite<MainSchema & TracesSchema>({ path: file, busyTimeoutMs, synchronous });
    closers.unshift(() => database.close());
    return database;
  };
  const isOne = path === memory && tracesFile === memory;
  const main = open(path, 'full');
  try {
    const now = outside.clock.now();
    await migrate(main, path, isOne ? [...mainMigrations, ...tracesMigrations] : mainMigrations, now);
    const traces = isOne ? main : open(tracesFile, 'normal');
    const applied = isOne ? [] : await migrate(traces, tracesFile, tracesMigrations, now);
    if (applied.includes('0003_search')) await createSpanRepository(traces).recount();
    makeShrinkable(traces.handle);
    makeShrinkable(main.handle);
    const jobs = createSqliteJobQueue(main, settings, outside);
    closers.unshift(() => jobs.close());
    const sealer = createTextSealer(settings.encryptionKeys);
    const putLink = await openLinkWriter(main, sealer);
    const isInMemory = path === memory || tracesFile === memory;
    const stopped = new AbortController();
    closers.unshift(() => stopped.abort(new Error('the store is closed')));
    const run = isInMemory ? runInPlace(main, traces) : createRunner(settings, path, outside, closers);

    async function purge(cutoffs: PurgeCutoffs): Promise<PurgedFiles> {
      if (isInMemory) {
        const always = async (): Promise<boolean> => true;
        const removed = await purgeTraces(traces, cutoffs.traces, always);
        return { ...removed, ...(await purgeMain(main, sealer, cutoffs.main, always)), freedBytes: 0 };
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
    return assembleStore(
      { main, traces, jobs, sealer, news: noNews, putLink, run, purge, close },
      settings,
      outside,
      options,
    );
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
  return async (query, ...args) => (await worker.run(query, args)) as never;
}

/** A database in memory has no second connection, but it may look into a file. */
function runInPlace(main: SqliteDatabase<MainSchema>, traces: SqliteDatabase<TracesSchema>): RunQuery {
  const [reading, other] = main.path === memory ? [main, traces] : [traces, main];
  if (other.path !== memory) attachFile(reading.handle, other.path);
  const read = createSqliteReader(reading.handle);
  return async (query, ...args) => read(query, args) as never;
}
