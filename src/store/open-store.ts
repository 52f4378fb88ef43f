import type Sqlite from 'better-sqlite3';
import type { AlertStore } from '../core/alert.ts';
import type { Analytics } from '../core/analytics.ts';
import type { AuditLog } from '../core/audit.ts';
import type { ExportStore } from '../core/dataset-export.ts';
import type { DatasetStore } from '../core/dataset.ts';
import type { BaselineStore } from '../core/baseline.ts';
import type { EvalAnswerStore, EvalRunStore } from '../core/evaluation.ts';
import type { ModelCallStore } from '../core/model-call-store.ts';
import type { Outside } from '../core/outside.ts';
import type { ChannelSettingsStore } from '../core/channel-settings.ts';
import type { FollowUpStore } from '../core/follow-up.ts';
import type { IdeaStore } from '../core/idea.ts';
import type { LinkLibrary } from '../core/library.ts';
import type { FeedbackStore } from '../core/ports.ts';
import type { PressStore } from '../core/press-store.ts';
import type { PromptRemoteStore } from '../core/prompt-remotes.ts';
import type { MonitorStore } from '../core/monitor.ts';
import type { PromptSplitStore } from '../core/prompt-split.ts';
import type { RateLimitStore } from '../core/rate-limit.ts';
import type { ScheduleStore } from '../core/schedule.ts';
import type { ScoreStore } from '../core/score-record.ts';
import { createAlertStore } from './alerts/alert-store.ts';
import { createCanaryRunStore } from './alerts/canary-runs.ts';
import type { CanaryRunStore } from './alerts/canary-runs.ts';
import { createAnalytics } from './analytics.ts';
import { createAuditLog } from './audit.ts';
import { createArtifactRepository } from './artifacts.ts';
import type { ArtifactRepository } from './artifacts.ts';
import { parseDatabasePath } from './database-path.ts';
import { createExportStore } from './datasets/export-store.ts';
import { createDatasetStore } from './datasets/dataset-store.ts';
import { createBaselineStore } from './baselines/baseline-store.ts';
import { createEvalAnswerStore } from './evals/eval-answer-store.ts';
import { createEvalRunStore } from './evals/eval-run-store.ts';
import { createFeedbackStore } from './feedback.ts';
import type { JobQueue } from './job-queue.ts';
import { createChannelSettingsStore } from './channel-settings/channel-settings-store.ts';
import { createFollowUpStore } from './follow-ups/follow-up-store.ts';
import { createIdeaStore } from './ideas/idea-store.ts';
import { createLinkLibrary } from './library/link-library.ts';
import { openLinkWriter } from './library/open-link-writer.ts';
import { createRateLimitStore } from './limits/rate-limit-store.ts';
import { createMarkRepository } from './marks.ts';
import type { MarkRepository } from './marks.ts';
import { migrate } from './migrate.ts';
import { mainMigrations, tracesMigrations } from './migrations.ts';
import { createModelCallStore } from './model-calls.ts';
import { createPressStore } from './presses.ts';
import { createPromptRemoteStore } from './prompt-remotes.ts';
import { createPromptSplitStore } from './prompt-splits.ts';
import { createPromptRepository } from './prompts.ts';
import type { PromptRepository } from './prompts.ts';
import { purgeFiles } from './purge-files.ts';
import { purgeMain } from './purge-main.ts';
import type { PurgedFiles } from './purge-thread.ts';
import { purgeTraces } from './purge-traces.ts';
import { createReadQueries } from './read-queries.ts';
import type { ReadQueries, RunQuery } from './read-queries.ts';
import { createReadWorker } from './read-worker.ts';
import { dayMs } from './rollups.ts';
import type { MainSchema, TracesSchema } from './schema.ts';
import { createMonitorOutbox } from './monitors/monitor-outbox.ts';
import { createMonitorRunStore } from './monitors/monitor-runs.ts';
import { createScoredItemStore } from './monitors/scored-items.ts';
import { createScheduleStore } from './schedules/schedule-store.ts';
import { createScoreStore } from './scores/score-store.ts';
import { createTextSealer } from './sealed-text.ts';
import type { StoreSettings } from './settings.ts';
import { makeShrinkable } from './shrink-file.ts';
import { createSpanRepository } from './spans.ts';
import type { SpanRepository } from './spans.ts';
import { openSqlite } from './sqlite-database.ts';
import { createSqliteJobQueue } from './sqlite-job-queue.ts';
import { createSummaryStore } from './summaries.ts';
import type { SummaryRepository } from './summaries.ts';

export interface StoreOptions {
  /** Where spans carry pseudonyms (core/pseudonym.ts): its key, so that a person's traces are found by their id. */
  pseudonymKey?: string | null;
}

/** Everything that is kept between two runs of the program. */
export interface Store {
  /** Also the JobEnqueuer. */
  jobs: JobQueue;
  summaries: SummaryRepository;
  library: LinkLibrary;
  followUps: FollowUpStore;
  channelSettings: ChannelSettingsStore;
  ideas: IdeaStore;
  feedback: FeedbackStore;
  prompts: PromptRepository;
  promptRemotes: PromptRemoteStore;
  promptSplits: PromptSplitStore;
  modelCalls: ModelCallStore;
  marks: MarkRepository;
  presses: PressStore;
  rateLimits: RateLimitStore;
  audit: AuditLog;
  alerts: AlertStore;
  canaryRuns: CanaryRunStore;
  datasets: DatasetStore;
  exports: ExportStore;
  evalRuns: EvalRunStore;
  evalAnswers: EvalAnswerStore;
  baselines: BaselineStore;
  scores: ScoreStore;
  schedules: ScheduleStore;
  monitors: MonitorStore;
  spans: SpanRepository;
  artifacts: ArtifactRepository;
  /** Everything that scans: charts, search, traces, money. */
  analytics: Analytics;
  /** Removes what is older than its retention time, in short transactions, and shrinks the files; for a daily schedule. @returns rows by kind. */
  purge(): Promise<Awaited<ReturnType<JobQueue['purge']>> & PurgedFiles & { evalAnswers: number }>;
  /** Stop the job runner first: jobs that still run are taken over by the next process as after a crash. */
  close(): Promise<void>;
}

/**
 * Opens both database files, making and migrating them where needed; safe where two programs do it at once.
 * @throws AppError `database_unsupported`, `database_open_failed`, `database_newer`.
 */
export async function openStore(settings: StoreSettings, outside: Outside, options: StoreOptions = {}): Promise<Store> {
  const { busyTimeoutMs } = settings;
  const path = parseDatabasePath(settings.databaseUrl);
  const main = openSqlite<MainSchema>({ path, busyTimeoutMs, synchronous: 'full' });
  const closers: (() => Promise<void> | void)[] = [() => main.close()];
  try {
    migrate(main, mainMigrations, outside.clock.now());
    const traces = openSqlite<TracesSchema>({ path: settings.tracesFile, busyTimeoutMs, synchronous: 'normal' });
    closers.unshift(() => traces.close());
    const applied = migrate(traces, tracesMigrations, outside.clock.now());
    const spans = createSpanRepository(traces);
    if (applied.includes('0003_search')) spans.recount();
    makeShrinkable(traces.handle);
    makeShrinkable(main.handle);
    const jobs = createSqliteJobQueue(main, settings, outside);
    closers.unshift(() => jobs.close());
    const sealer = createTextSealer(settings.encryptionKeys);
    const evalRuns = createEvalRunStore(main, sealer);
    const evalAnswers = createEvalAnswerStore(main, sealer, outside.clock);
    const artifacts = createArtifactRepository(traces, sealer);
    const summaries = createSummaryStore(main, sealer, openLinkWriter(main.handle, sealer));
    const rateLimits = createRateLimitStore(main);
    const isInMemory = path === ':memory:' || settings.tracesFile === ':memory:';
    const stopped = new AbortController();
    closers.unshift(() => stopped.abort(new Error('the store is closed')));
    const run = isInMemory ? runInPlace(traces.handle, main.handle) : createRunner(settings, path, outside, closers);

    async function purgeOld(): Promise<PurgedFiles> {
      const before = (days: number): number => outside.clock.now() - days * dayMs;
      const cutoffs = { detailMs: before(settings.traceDays), daySumsMs: before(settings.rollupDays) };
      const mainCutoffs = {
        inputsMs: before(settings.inputDays),
        schedulesMs: before(settings.scheduleDays),
        scoresMs: before(settings.scoreDays),
      };
      if (isInMemory) {
        const removed = purgeTraces(traces.handle, cutoffs, () => true);
        return { ...removed, ...purgeMain(main.handle, sealer, mainCutoffs, () => true), freedBytes: 0 };
      }
      const { tracesFile: tracesPath, encryptionKeys, purgeMinutes } = settings;
      const limitMs = purgeMinutes * 60_000;
      return purgeFiles({ tracesPath, mainPath: path, cutoffs, mainCutoffs, encryptionKeys, limitMs }, stopped.signal);
    }

    return {
      jobs,
      summaries,
      channelSettings: createChannelSettingsStore(main),
      ideas: createIdeaStore(main, sealer),
      followUps: createFollowUpStore(main, sealer),
      library: createLinkLibrary(main, {
        sealer,
        summaryOf: (id) => summaries.get(id),
        run,
        artifacts,
      }),
      feedback: createFeedbackStore(main, sealer),
      prompts: createPromptRepository(main),
      promptRemotes: createPromptRemoteStore(main),
      promptSplits: createPromptSplitStore(main),
      modelCalls: createModelCallStore(main),
      marks: createMarkRepository(main),
      presses: createPressStore(main),
      rateLimits,
      audit: createAuditLog(main, outside),
      alerts: createAlertStore(main),
      canaryRuns: createCanaryRunStore(main),
      datasets: createDatasetStore(main, sealer, outside),
      exports: createExportStore(main),
      evalRuns,
      evalAnswers,
      baselines: createBaselineStore(main),
      scores: createScoreStore(main),
      schedules: createScheduleStore(main),
      monitors: {
        scored: createScoredItemStore(main),
        outbox: createMonitorOutbox(main),
        runs: createMonitorRunStore(main),
      },
      spans,
      artifacts,
      analytics: createAnalytics({ run, artifacts, outside, pseudonymKey: options.pseudonymKey ?? null }),
      async purge() {
        const inputsBeforeMs = outside.clock.now() - settings.inputDays * dayMs;
        const answers = await evalAnswers.purge(inputsBeforeMs);
        await evalRuns.purgePlanned(outside.clock.now() - dayMs);
        await rateLimits.forget(outside.clock.now());
        const purged = { ...(await jobs.purge()), ...(await purgeOld()), evalAnswers: answers };
        outside.log.info('old records removed', { ...purged });
        return purged;
      },
      async close() {
        for (const close of closers.splice(0)) await close();
      },
    };
  } catch (error) {
    for (const close of closers) await close();
    throw error;
  }
}

/** Beside the event loop, in the read worker. */
function createRunner(
  settings: StoreSettings,
  mainPath: string,
  outside: Outside,
  closers: (() => Promise<void> | void)[],
): RunQuery {
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
