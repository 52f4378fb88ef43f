import type { AlertStore } from '../core/alert.ts';
import type { Analytics } from '../core/analytics.ts';
import type { AuditLog } from '../core/audit.ts';
import type { ExportStore } from '../core/dataset-export.ts';
import type { DatasetStore } from '../core/dataset.ts';
import type { BaselineStore } from '../core/baseline.ts';
import type { EvalAnswerStore, EvalRunStore } from '../core/evaluation.ts';
import type { ModelCallStore } from '../core/model-call-store.ts';
import type { ChannelSettingsStore } from '../core/channel-settings.ts';
import type { FollowUpStore } from '../core/follow-up.ts';
import type { IdeaStore } from '../core/idea.ts';
import type { LinkLibrary } from '../core/library.ts';
import type { InstallationStore } from '../core/installation.ts';
import type { FeedbackStore } from '../core/ports.ts';
import type { News } from '../core/news.ts';
import type { PressStore } from '../core/press-store.ts';
import type { Outside } from '../core/outside.ts';
import type { PromptRemoteStore } from '../core/prompt-remotes.ts';
import type { MonitorStore } from '../core/monitor.ts';
import type { PromptSplitStore } from '../core/prompt-split.ts';
import type { QueueLoadStore } from '../core/queue-load.ts';
import type { RateLimitStore } from '../core/rate-limit.ts';
import type { ScheduleStore } from '../core/schedule.ts';
import type { TeamData } from '../core/team-data.ts';
import type { ScoreOutbox } from '../core/score-outbox.ts';
import type { ScoreStore } from '../core/score-record.ts';
import type { CanaryRunStore } from './alerts/canary-runs.ts';
import type { ArtifactRepository } from './artifacts.ts';
import type { JobQueue } from './job-queue.ts';
import type { MarkRepository } from './marks.ts';
import type { PromptRepository } from './prompts.ts';
import type { PurgedFiles } from './purge-thread.ts';
import type { SpanRepository } from './spans.ts';
import type { SummaryRepository } from './summaries.ts';
import { isPostgresUrl } from './database-path.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { openPostgresStore } from './postgres/open-postgres-store.ts';
import type { StoreSettings } from './settings.ts';

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
  /** To and from other processes on the same PostgreSQL. */
  news: News;
  queueLoad: QueueLoadStore;
  rateLimits: RateLimitStore;
  installations: InstallationStore;
  teamData: TeamData;
  audit: AuditLog;
  alerts: AlertStore;
  canaryRuns: CanaryRunStore;
  datasets: DatasetStore;
  exports: ExportStore;
  evalRuns: EvalRunStore;
  evalAnswers: EvalAnswerStore;
  baselines: BaselineStore;
  scores: ScoreStore;
  scoreOutbox: ScoreOutbox;
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
 * Opens the database that the settings name, making and migrating it where needed; safe where several programs do it at once.
 * @throws AppError `database_unsupported`, `database_open_failed`, `database_newer`; `database_unavailable`, `database_refused` of PostgreSQL.
 */
export function openStore(settings: StoreSettings, outside: Outside, options: StoreOptions = {}): Promise<Store> {
  return isPostgresUrl(settings.databaseUrl)
    ? openPostgresStore(settings, outside, options)
    : openSqliteStore(settings, outside, options);
}
