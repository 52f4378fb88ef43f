/** The lists of migrations. Append only: what was released is never edited, and nothing goes backwards. */
import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';
import { createAlertTables } from './alerts/create-alert-tables.ts';
import { createAuditTable } from './audit.ts';
import { createBaselineTables } from './baselines/baseline-tables.ts';
import { createCollectingTables } from './datasets/collecting-tables.ts';
import { createExportTable } from './datasets/export-store.ts';
import { createDatasetTables } from './datasets/dataset-tables.ts';
import type { Dialect } from './database.ts';
import { createEvalTables } from './evals/eval-tables.ts';
import { addLabelReasons } from './prompt-label-moves.ts';
import { createInstallationTables } from './installations/installation-tables.ts';
import { createChannelSettingsTables } from './channel-settings/channel-settings-tables.ts';
import { createFollowUpTables } from './follow-ups/follow-up-tables.ts';
import { createRateLimitTable } from './limits/rate-limit-store.ts';
import { createScoreOutboxTable } from './scores/score-outbox.ts';
import { createIdeaTables } from './ideas/idea-tables.ts';
import { createLibraryTables } from './library/library-tables.ts';
import { createPromptRemoteTable } from './prompt-remotes.ts';
import { createPromptSplitTables } from './prompt-splits.ts';
import {
  addInputMark,
  addSearchText,
  addSpanMoney,
  createChartTables,
  createSpendingTables,
} from './rollups-migrations.ts';
import { createMonitorTables } from './monitors/create-monitor-tables.ts';
import { createScheduleTables } from './schedules/schedule-store.ts';
import { createScoreTable } from './scores/score-store.ts';

export interface Migration {
  name: string;
  steps(db: Kysely<never>, dialect: Dialect): Compilable[];
}

export const mainMigrations: readonly Migration[] = [
  { name: '0001_jobs', steps: createJobTables },
  { name: '0002_summaries', steps: createSummaryTables },
  { name: '0003_prompts', steps: createPromptTables },
  { name: '0004_model_calls', steps: createModelCallTable },
  { name: '0005_marks', steps: createMarkTable },
  { name: '0006_spending', steps: createSpendingTables },
  { name: '0007_inputs', steps: addInputMark },
  { name: '0008_audit', steps: createAuditTable },
  { name: '0009_scores', steps: createScoreTable },
  { name: '0010_schedules', steps: createScheduleTables },
  { name: '0011_prompt_sources', steps: (db) => [...addLabelReasons(db), ...createPromptRemoteTable(db)] },
  { name: '0012_prompt_splits', steps: createPromptSplitTables },
  { name: '0013_datasets', steps: createDatasetTables },
  { name: '0014_collecting', steps: createCollectingTables },
  { name: '0015_exports', steps: createExportTable },
  { name: '0016_evals', steps: createEvalTables },
  { name: '0017_baselines', steps: createBaselineTables },
  { name: '0018_monitors', steps: createMonitorTables },
  { name: '0019_alerts', steps: createAlertTables },
  { name: '0020_library', steps: createLibraryTables },
  { name: '0021_follow_ups', steps: createFollowUpTables },
  { name: '0022_ideas', steps: createIdeaTables },
  { name: '0023_channel_settings', steps: createChannelSettingsTables },
  { name: '0024_installations', steps: createInstallationTables },
  { name: '0025_limits', steps: createRateLimitTable },
  { name: '0026_score_outbox', steps: createScoreOutboxTable },
];

export const tracesMigrations: readonly Migration[] = [
  { name: '0001_spans', steps: createTraceTables },
  { name: '0002_charts', steps: createChartTables },
  { name: '0003_search', steps: addSearchText },
  { name: '0004_span_money', steps: addSpanMoney },
];

function createJobTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('jobs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) =>
        column.notNull().check(sql`status in ('queued', 'running', 'done', 'cancelled', 'dead')`),
      )
      .addColumn('job_group', 'text')
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('failures', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('max_attempts', 'integer', (column) => column.notNull())
      .addColumn('crashes', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('run_at', 'bigint', (column) => column.notNull())
      .addColumn('owner', 'text')
      .addColumn('lease_until', 'bigint')
      .addColumn('cancel_reason', 'text')
      .addColumn('failure', 'text')
      .addColumn('notice', 'text')
      .addColumn('notice_tries', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('started_at', 'bigint')
      .addColumn('finished_at', 'bigint'),
    // Claiming reads the first entry of this index, however many jobs wait behind it.
    schema
      .createIndex('jobs_due')
      .on('jobs')
      .columns(['kind', 'run_at', 'id'])
      .where(sql`status`, '=', sql`'queued'`),
    schema
      .createIndex('jobs_owned')
      .on('jobs')
      .column('owner')
      .where(sql`owner`, 'is not', sql`null`),
    schema
      .createIndex('jobs_group')
      .on('jobs')
      .column('job_group')
      .where(sql`job_group`, 'is not', sql`null`),
    schema
      .createIndex('jobs_notice')
      .on('jobs')
      .column('finished_at')
      .where(sql`notice`, '=', sql`'due'`),
    schema.createIndex('jobs_status').on('jobs').columns(['status', 'id']),
    schema
      .createIndex('jobs_purge')
      .on('jobs')
      .column('finished_at')
      .where(sql`payload`, '<>', sql`''`),
    schema
      .createTable('job_steps')
      .addColumn('job_id', 'text', (column) => column.notNull().references('jobs.id').onDelete('cascade'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('output', 'text', (column) => column.notNull())
      .addColumn('attempt', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('finished_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('job_steps_key', ['job_id', 'name']),
    schema
      .createTable('inbox')
      .addColumn('event_id', 'text', (column) => column.primaryKey())
      .addColumn('received_at', 'bigint', (column) => column.notNull()),
    schema.createIndex('inbox_received').on('inbox').column('received_at'),
  ];
}

function createSummaryTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('summaries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('message_ts', 'text', (column) => column.notNull())
      .addColumn('thread_ts', 'text', (column) => column.notNull())
      .addColumn('reply_ts', 'text')
      .addColumn('url', 'text', (column) => column.notNull())
      .addColumn('canonical_url', 'text', (column) => column.notNull())
      .addColumn('requested_by', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('length', 'text', (column) => column.notNull())
      .addColumn('cost_usd', 'double precision')
      .addColumn('duration_ms', 'double precision', (column) => column.notNull())
      .addColumn('trace_id', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
    schema.createIndex('summaries_job').on('summaries').columns(['job_id', 'updated_at']),
    schema.createIndex('summaries_person').on('summaries').columns(['team_id', 'requested_by', 'created_at']),
    schema
      .createTable('feedback')
      .addColumn('summary_id', 'text', (column) => column.notNull().references('summaries.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull().check(sql`value in ('up', 'down', 'none')`))
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('feedback_key', ['summary_id', 'user_id']),
  ];
}

function createPromptTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('prompt_versions')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('prompt_versions_key', ['name', 'version']),
    schema
      .createTable('prompt_labels')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('updated_by', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('prompt_labels_key', ['name', 'label'])
      .addForeignKeyConstraint('prompt_labels_version', ['name', 'version'], 'prompt_versions', ['name', 'version']),
    schema
      .createTable('prompt_label_history')
      // The one number that a database hands out: PostgreSQL will say "generated always as identity" here.
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('from_version', 'text')
      .addColumn('to_version', 'text', (column) => column.notNull())
      .addColumn('changed_by', 'text', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull()),
    schema.createIndex('prompt_label_history_name').on('prompt_label_history').columns(['name', 'id']),
  ];
}

function createModelCallTable({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('model_calls')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('called_at', 'bigint', (column) => column.notNull())
      .addColumn('trace_id', 'text')
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('task', 'text', (column) => column.notNull())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('prompt_name', 'text')
      .addColumn('prompt_version', 'text')
      .addColumn('temperature', 'double precision')
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('error_code', 'text')
      .addColumn('finish_reason', 'text')
      .addColumn('input_tokens', 'integer', (column) => column.notNull())
      .addColumn('cached_input_tokens', 'integer', (column) => column.notNull())
      .addColumn('output_tokens', 'integer', (column) => column.notNull())
      .addColumn('reasoning_tokens', 'integer', (column) => column.notNull())
      .addColumn('tool_call_count', 'integer', (column) => column.notNull())
      .addColumn('request_count', 'integer', (column) => column.notNull())
      .addColumn('cost_usd', 'double precision')
      .addColumn('latency_ms', 'double precision', (column) => column.notNull()),
    // With the cost in it, so that the budget's sum reads the index alone.
    schema.createIndex('model_calls_time').on('model_calls').columns(['called_at', 'cost_usd']),
    schema.createIndex('model_calls_trace').on('model_calls').columns(['trace_id', 'cost_usd']),
  ];
}

function createMarkTable({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('marks')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull()),
  ];
}

function createTraceTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('spans')
      .addColumn('trace_id', 'text', (column) => column.notNull())
      .addColumn('span_id', 'text', (column) => column.notNull())
      .addColumn('parent_span_id', 'text')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('start_ms', 'double precision', (column) => column.notNull())
      .addColumn('end_ms', 'double precision', (column) => column.notNull())
      .addColumn('duration_ms', 'double precision', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('error_type', 'text')
      .addColumn('cost_usd', 'double precision')
      .addColumn('job_id', 'text')
      .addColumn('attributes', 'text', (column) => column.notNull())
      .addUniqueConstraint('spans_key', ['trace_id', 'span_id']),
    schema.createIndex('spans_start').on('spans').column('start_ms'),
    schema
      .createTable('artifacts')
      .addColumn('trace_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('artifacts_key', ['trace_id', 'name']),
    schema.createIndex('artifacts_created').on('artifacts').column('created_at'),
  ];
}
