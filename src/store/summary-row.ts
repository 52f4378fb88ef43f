import type { Selectable } from 'kysely';
import type { StoredSummary } from '../core/ports.ts';
import type { SummaryLength } from '../core/summary.ts';
import type { SummaryTable } from './schema.ts';
import type { TextSealer } from './sealed-text.ts';
import { openSummaryBody, sealSummaryBody } from './summary-body.ts';
import type { SummaryBody } from './summary-body.ts';

/** A summary as it lies in the database, and back. */
export function toSummaryRow(summary: StoredSummary, sealer: TextSealer): SummaryTable {
  const body: SummaryBody = {
    evidence: summary.evidence,
    factSheet: summary.factSheet,
    draft: summary.draft,
    gates: summary.gates,
    rewriteCount: summary.rewriteCount,
    failure: summary.failure,
    ...(summary.known === undefined ? {} : { known: summary.known }),
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

/** @throws AppError `store_key_missing`, `store_text_damaged`. */
export function readSummaryRow(row: Selectable<SummaryTable>, sealer: TextSealer): StoredSummary {
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
