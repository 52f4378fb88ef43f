import type { ModelCallStore } from '../core/model-call-store.ts';
import type { Outside } from '../core/outside.ts';
import type { FeedbackStore } from '../core/ports.ts';
import { createArtifactRepository } from './artifacts.ts';
import type { ArtifactRepository } from './artifacts.ts';
import { parseDatabasePath } from './database-path.ts';
import { createFeedbackStore } from './feedback.ts';
import type { JobQueue } from './job-queue.ts';
import { createMarkRepository } from './marks.ts';
import type { MarkRepository } from './marks.ts';
import { migrate } from './migrate.ts';
import { mainMigrations, tracesMigrations } from './migrations.ts';
import { createModelCallStore } from './model-calls.ts';
import { createPromptRepository } from './prompts.ts';
import type { PromptRepository } from './prompts.ts';
import { purgeTraces } from './purge-traces.ts';
import type { MainSchema, TracesSchema } from './schema.ts';
import type { StoreSettings } from './settings.ts';
import { createSpanRepository } from './spans.ts';
import type { SpanRepository } from './spans.ts';
import { openSqlite } from './sqlite-database.ts';
import { createSqliteJobQueue } from './sqlite-job-queue.ts';
import { createSummaryStore } from './summaries.ts';
import type { SummaryRepository } from './summaries.ts';

/** Everything that is kept between two runs of the program. */
export interface Store {
  /** Also the JobEnqueuer. */
  jobs: JobQueue;
  summaries: SummaryRepository;
  feedback: FeedbackStore;
  prompts: PromptRepository;
  modelCalls: ModelCallStore;
  marks: MarkRepository;
  spans: SpanRepository;
  artifacts: ArtifactRepository;
  /** Removes what is older than its retention time, in short transactions; for a daily schedule. @returns rows by kind. */
  purge(): Promise<{ events: number; jobs: number; spans: number; artifacts: number }>;
  /** Stop the job runner first: jobs that still run are taken over by the next process as after a crash. */
  close(): Promise<void>;
}

/**
 * Opens both database files, making and migrating them where needed; safe where two programs do it at once.
 * @throws AppError `database_unsupported`, `database_open_failed`, `database_newer`.
 */
export async function openStore(settings: StoreSettings, outside: Outside): Promise<Store> {
  const { busyTimeoutMs } = settings;
  const path = parseDatabasePath(settings.databaseUrl);
  const main = openSqlite<MainSchema>({ path, busyTimeoutMs, synchronous: 'full' });
  const closers = [() => main.close()];
  try {
    migrate(main, mainMigrations, outside.clock.now());
    const traces = openSqlite<TracesSchema>({ path: settings.tracesFile, busyTimeoutMs, synchronous: 'normal' });
    closers.unshift(() => traces.close());
    const applied = migrate(traces, tracesMigrations, outside.clock.now());
    const spans = createSpanRepository(traces);
    if (applied.includes('0002_charts')) spans.recount();
    const jobs = createSqliteJobQueue(main, settings, outside);
    closers.unshift(() => jobs.close());
    return {
      jobs,
      summaries: createSummaryStore(main),
      feedback: createFeedbackStore(main),
      prompts: createPromptRepository(main),
      modelCalls: createModelCallStore(main),
      marks: createMarkRepository(main),
      spans,
      artifacts: createArtifactRepository(traces),
      async purge() {
        const jobCounts = await jobs.purge();
        const traceCounts = await purgeTraces(traces, outside.clock.now() - settings.traceDays * 86_400_000);
        return { ...jobCounts, ...traceCounts };
      },
      async close() {
        for (const close of closers.splice(0)) close();
      },
    };
  } catch (error) {
    for (const close of closers) close();
    throw error;
  }
}
