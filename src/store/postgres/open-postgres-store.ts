import type { Outside } from '../../core/outside.ts';
import { assembleStore } from '../assemble-store.ts';
import { openLinkWriter } from '../library/open-link-writer.ts';
import { migrate } from '../migrate.ts';
import { mainMigrations, tracesMigrations } from '../migrations.ts';
import type { Store, StoreOptions } from '../open-store.ts';
import type { MainSchema, TracesSchema } from '../schema.ts';
import { createTextSealer } from '../sealed-text.ts';
import type { StoreSettings } from '../settings.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createPostgresJobQueue } from './postgres-job-queue.ts';
import { openPostgres } from './postgres-database.ts';
import { createPostgresNews } from './postgres-news.ts';
import { createPostgresReader } from './postgres-reader.ts';
import { createPostgresPurge } from './postgres-purge.ts';

/** Everything in one database that several processes share. @throws AppError as `openStore` */
export async function openPostgresStore(
  settings: StoreSettings,
  outside: Outside,
  options: StoreOptions,
): Promise<Store> {
  const { databaseUrl: url, poolSize, queryTimeoutMs, busyTimeoutMs, analyticsTimeoutMs } = settings;
  const limits = { poolSize, queryTimeoutMs, busyTimeoutMs };
  const database = openPostgres<MainSchema & TracesSchema>({ url, ...limits }, outside.log);
  const closers: (() => Promise<void>)[] = [() => database.close()];
  const news = createPostgresNews(database.pool, outside);
  closers.unshift(() => news.close());
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0)) await end();
  };
  try {
    const sealer = createTextSealer(settings.encryptionKeys);
    const jobs = await oneAtATime(url, 'opening', async () => {
      await migrate(database, 'PostgreSQL', [...mainMigrations, ...tracesMigrations], outside.clock.now());
      return createPostgresJobQueue(database, settings, outside);
    });
    closers.unshift(() => jobs.close());
    const purge = createPostgresPurge(database, sealer, outside, settings.purgeMinutes * 60_000);
    closers.unshift(() => purge.close());
    return assembleStore(
      {
        main: database,
        traces: database,
        jobs,
        sealer,
        news,
        putLink: await openLinkWriter(database, sealer),
        // No statement takes longer than `queryTimeoutMs`, whoever asks.
        run: createPostgresReader(database, Math.min(analyticsTimeoutMs, queryTimeoutMs), outside),
        purge: (cutoffs) => purge.run(cutoffs),
        close,
      },
      settings,
      outside,
      options,
    );
  } catch (error) {
    await close();
    throw error;
  }
}
