/** The tables as Kysely sees them. Times are milliseconds since the epoch, JSON is text, booleans do not occur. */
import type { Generated } from 'kysely';
import type { JobSchema } from './job-schema.ts';
import type { DatasetSchema } from './datasets/dataset-schema.ts';
import type { EvalSchema } from './evals/eval-schema.ts';
import type { ScheduleSchema } from './schedules/schedule-schema.ts';
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
import type {
  PromptVersionTable,
  PromptLabelTable,
  PromptLabelHistoryTable,
  PromptRemoteTable,
  PromptSplitTable,
  PromptSplitRunTable,
} from './prompt-schema.ts';

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

export interface MigrationTable {
  name: string;
  applied_at: number;
}

/** The file that must never lose a commit. */
export interface MainSchema
  extends
    JobSchema,
    DatasetSchema,
    EvalSchema,
    ScheduleSchema,
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
