import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { StoredSummary, SummaryStore } from '../core/ports.ts';
import type { SummaryLength } from '../core/summary.ts';
import type { MainSchema, SummaryTable } from './schema.ts';
import type { TextSealer } from './sealed-text.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { openSummaryBody, sealSummaryBody } from './summary-body.ts';
import type { SummaryBody } from './summary-body.ts';

export interface SummaryRepository extends SummaryStore {
  /** What one person asked for, newest first, at most `limit`. */
  recentOf(teamId: string, userId: string, limit: number): Promise<StoredSummary[]>;
}

export function createSummaryStore(
  { kysely, barrier, runTogether }: SqliteDatabase<MainSchema>,
  sealer: TextSealer,
): SummaryRepository {
  const fromRow = (row: Selectable<SummaryTable>): StoredSummary => readRow(row, sealer);
  return {
    /** @throws AppError `summary_stale` where a newer form was stored meanwhile, or one between is missing. */
    async save(summary) {
      const row = toRow(summary, sealer);
      const { id: _id, created_at: _createdAt, ...changes } = row;
      const query = kysely
        .insertInto('summaries')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet(changes)
            .where(sql<boolean>`summaries.revision in (${row.revision}, ${row.revision - 1})`),
        )
        .returning('id');
      // The step of the job that saves it is done again where a power failure took this.
      const [saved] = barrier.relaxed(() => runTogether([query]));
      if (saved !== undefined && saved.length > 0) return;
      throw new AppError({
        code: 'summary_stale',
        message: 'A newer form of this summary was stored meanwhile.',
        hint: 'Look at the newest reply in the thread and ask again there.',
      });
    },
    async get(id) {
      const row = await kysely.selectFrom('summaries').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? fromRow(row) : null;
    },
    async byJob(jobId) {
      const row = await kysely
        .selectFrom('summaries')
        .selectAll()
        .where('job_id', '=', jobId)
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? fromRow(row) : null;
    },
    async recentOf(teamId, userId, limit) {
      const rows = await kysely
        .selectFrom('summaries')
        .selectAll()
        .where('team_id', '=', teamId)
        .where('requested_by', '=', userId)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
  };
}

function toRow(summary: StoredSummary, sealer: TextSealer): SummaryTable {
  const body: SummaryBody = {
    evidence: summary.evidence,
    factSheet: summary.factSheet,
    draft: summary.draft,
    gates: summary.gates,
    rewriteCount: summary.rewriteCount,
    failure: summary.failure,
  };
  return {
    id: summary.id,
    job_id: summary.jobId,
    team_id: summary.teamId,
    channel_id: summary.channelId,
    message_ts: summary.messageTs,
    thread_ts: summary.threadTs,
    reply_ts: summary.replyTs,
    url: summary.url,
    canonical_url: summary.canonicalUrl,
    requested_by: summary.requestedBy,
    revision: summary.revision,
    outcome: summary.outcome,
    length: summary.length,
    cost_usd: summary.costUsd,
    duration_ms: summary.durationMs,
    trace_id: summary.traceId,
    created_at: summary.createdAt,
    updated_at: summary.updatedAt,
    body: sealSummaryBody(sealer, summary.id, body),
    has_inputs: summary.evidence !== null && summary.evidence.snippets.length > 0 ? 1 : 0,
  };
}

function readRow(row: Selectable<SummaryTable>, sealer: TextSealer): StoredSummary {
  return {
    ...openSummaryBody(sealer, row.id, row.body),
    id: row.id,
    jobId: row.job_id,
    teamId: row.team_id,
    channelId: row.channel_id,
    messageTs: row.message_ts,
    threadTs: row.thread_ts,
    replyTs: row.reply_ts,
    url: row.url,
    canonicalUrl: row.canonical_url,
    requestedBy: row.requested_by,
    revision: row.revision,
    outcome: row.outcome,
    length: row.length as SummaryLength,
    costUsd: row.cost_usd,
    durationMs: row.duration_ms,
    traceId: row.trace_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
