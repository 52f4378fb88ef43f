/** The tables as Kysely sees them. Times are milliseconds since the epoch, JSON is text, booleans do not occur. */
import type { Generated } from 'kysely';
import type { BaselineSchema } from './baselines/baseline-schema.ts';
import type { AlertSchema } from './alerts/alert-schema.ts';
import type { ChannelSettingsSchema } from './channel-settings/channel-settings-tables.ts';
import type { FollowUpSchema } from './follow-ups/follow-up-schema.ts';
import type { IdeaSchema } from './ideas/idea-tables.ts';
import type { InstallationSchema } from './installations/installation-tables.ts';
import type { LibrarySchema } from './library/library-schema.ts';
import type { RateLimitSchema } from './limits/rate-limit-store.ts';
import type { ScoreSchema } from './scores/score-schema.ts';
import type { MonitorSchema } from './monitors/create-monitor-tables.ts';
import type { ExportStatus } from '../core/dataset-export.ts';
import type { DatasetItemStatus } from '../core/dataset.ts';
import type { EvalStatus } from '../core/evaluation.ts';
import type { JobStatus } from '../core/ports.ts';
import type {
  PromptVersionTable,
  PromptLabelTable,
  PromptLabelHistoryTable,
  PromptRemoteTable,
  PromptSplitTable,
  PromptSplitRunTable,
} from './prompt-schema.ts';

export interface JobTable {
  id: string;
  /** Unique for ever: the row outlives its payload. */
  key: string;
  kind: string;
  /** JSON; empty text after the retention time. */
  payload: string;
  status: JobStatus;
  job_group: string | null;
  /** Times it was begun, crashes and shutdowns included; with `owner` it fences every write. */
  attempts: Generated<number>;
  /** Attempts that ended in an error. */
  failures: Generated<number>;
  max_attempts: number;
  /** Processes that died while it ran, since its last finished step. */
  crashes: Generated<number>;
  run_at: number;
  /** The queue instance that holds it, or that is delivering its notice. */
  owner: string | null;
  lease_until: number | null;
  cancel_reason: string | null;
  /** JSON of the last Failure. */
  failure: string | null;
  /** Whether the end must still be told to the job's kind: `due`, `taken`, `given`; null where there is nothing to tell. */
  notice: 'due' | 'taken' | 'given' | null;
  notice_tries: Generated<number>;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}

export interface JobStepTable {
  job_id: string;
  name: string;
  /** JSON. */
  output: string;
  attempt: number;
  started_at: number;
  finished_at: number;
}

export interface InboxTable {
  event_id: string;
  received_at: number;
}

export interface SummaryTable {
  id: string;
  job_id: string;
  team_id: string;
  channel_id: string;
  message_ts: string;
  thread_ts: string;
  reply_ts: string | null;
  url: string;
  canonical_url: string;
  requested_by: string;
  revision: number;
  outcome: 'summarized' | 'failed' | 'known';
  length: string;
  cost_usd: number | null;
  duration_ms: number;
  trace_id: string;
  created_at: number;
  updated_at: number;
  /** JSON, perhaps sealed: evidence, factSheet, draft, gates, rewriteCount, failure, known. */
  body: string;
  /** 1 while the page's text is in it. */
  has_inputs: number;
}

export interface FeedbackTable {
  summary_id: string;
  user_id: string;
  /** `none` only between two statements of one transaction. */
  value: 'up' | 'down' | 'none';
  updated_at: number;
}

export interface FeedbackReasonTable {
  summary_id: string;
  user_id: string;
  /** JSON, perhaps sealed: reasons and comment. */
  body: string;
  at: number;
}

export interface ModelCallTable {
  id: string;
  called_at: number;
  trace_id: string | null;
  stage: string;
  task: string;
  provider: string;
  model: string;
  prompt_name: string | null;
  prompt_version: string | null;
  temperature: number | null;
  outcome: 'ok' | 'failed';
  error_code: string | null;
  finish_reason: string | null;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  tool_call_count: number;
  request_count: number;
  /** null where the model has no known price. */
  cost_usd: number | null;
  latency_ms: number;
}

export interface MarkTable {
  name: string;
  at: number;
}

/** Append-only; `number` is the place in the chain of hashes. */
export interface AuditTable {
  id: string;
  number: number;
  at: number;
  team_id: string;
  actor_id: string;
  action: string;
  target: string;
  before: string | null;
  after: string | null;
  reason: string | null;
  outcome: 'done' | 'refused' | 'failed';
  hash: string;
}

export interface DatasetTable {
  name: string;
  description: string;
  origin: 'file' | 'store';
  /** Of its active items; null where they changed since it was told. */
  version: string | null;
  /** Goes up with every change of its active items, so that a version is not kept for items that changed while it was told. */
  changes: number;
  updated_at: number;
}

export interface ExportTable {
  id: string;
  team_id: string;
  status: ExportStatus;
  created_at: number;
  expires_at: number;
  /** JSON: the rest of an ExportRecord. */
  body: string;
}

export interface DatasetItemTable {
  dataset: string;
  id: string;
  status: DatasetItemStatus;
  url: string;
  query_type: string | null;
  score: number | null;
  trace_id: string | null;
  channel_id: string | null;
  /** `,one,two,`, so that a tag is found with its commas. */
  tags: string;
  added_by: string;
  added_at: number;
  /** SHA-256 (hex) of what a run may see of it. */
  hash: string;
  /** JSON, perhaps sealed: the texts and the evidence. */
  body: string;
}

export interface EvalRunTable {
  id: string;
  team_id: string;
  started_by: string;
  channel_id: string | null;
  message_ts: string | null;
  dataset: string;
  status: EvalStatus;
  /** JSON: EvalParams. */
  params: string;
  /** JSON: version by prompt name. */
  prompt_versions: string;
  provider: string;
  model: string;
  git_commit: string | null;
  item_count: number;
  done_count: number;
  cost_usd: number | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** JSON: Failure. */
  failure: string | null;
  /** JSON: ScorerFigures of each scorer. */
  figures: string;
}

export interface EvalResultTable {
  run_id: string;
  item_id: string;
  repeat_index: number;
  /** JSON, sealed where there are keys: EvalItemResult. */
  body: string;
}

export interface EvalAnswerTable {
  key: string;
  created_at: number;
  /** JSON, sealed where there are keys: SummaryRun. */
  body: string;
}

export interface ScheduleTable {
  id: string;
  /** Slots after it are due. */
  since_at: number;
  paused_by: string | null;
  paused_at: number | null;
}

/** One row a slot, whichever process was first. */
export interface ScheduleSlotTable {
  schedule_id: string;
  slot_at: number;
  cause: 'clock' | 'person';
  outcome: 'queued' | 'skipped';
  job_id: string | null;
  missed_count: number;
  taken_at: number;
}

export interface MigrationTable {
  name: string;
  applied_at: number;
}

/** The file that must never lose a commit. */
export interface MainSchema
  extends
    AlertSchema,
    LibrarySchema,
    ChannelSettingsSchema,
    FollowUpSchema,
    IdeaSchema,
    BaselineSchema,
    MonitorSchema,
    RateLimitSchema,
    ScoreSchema,
    InstallationSchema {
  gloss_migrations: MigrationTable;
  jobs: JobTable;
  job_steps: JobStepTable;
  inbox: InboxTable;
  summaries: SummaryTable;
  feedback: FeedbackTable;
  feedback_reasons: FeedbackReasonTable;
  prompt_versions: PromptVersionTable;
  prompt_labels: PromptLabelTable;
  prompt_label_history: PromptLabelHistoryTable;
  prompt_remotes: PromptRemoteTable;
  prompt_splits: PromptSplitTable;
  prompt_split_runs: PromptSplitRunTable;
  model_calls: ModelCallTable;
  marks: MarkTable;
  audit: AuditTable;
  datasets: DatasetTable;
  dataset_items: DatasetItemTable;
  exports: ExportTable;
  eval_runs: EvalRunTable;
  eval_results: EvalResultTable;
  eval_answers: EvalAnswerTable;
  schedules: ScheduleTable;
  schedule_slots: ScheduleSlotTable;
}

export interface SpanTable {
  trace_id: string;
  span_id: string;
  parent_span_id: string | null;
  name: string;
  kind: string;
  start_ms: number;
  end_ms: number;
  duration_ms: number;
  status: 'ok' | 'error';
  error_type: string | null;
  cost_usd: number | null;
  job_id: string | null;
  /** JSON. */
  attributes: string;
  /** Empty for what is in no chart of stages. */
  stage: Generated<string>;
  /** `ok` or the type of the error. */
  result: Generated<string>;
  channel: Generated<string>;
  model: Generated<string>;
  person: Generated<string>;
  /** 1 where a model was asked and its price is not known. */
  unknown_cost: Generated<number>;
  input_tokens: Generated<number>;
  output_tokens: Generated<number>;
}

export interface ArtifactTable {
  trace_id: string;
  name: string;
  content: string;
  created_at: number;
}

/** The file that is large, written in batches, and may lose its last moments when the power fails. */
export interface TracesSchema {
  gloss_migrations: MigrationTable;
  spans: SpanTable;
  artifacts: ArtifactTable;
}
