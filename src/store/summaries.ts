import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { StoredSummary, SummaryStore } from '../core/ports.ts';
import { all } from './database.ts';
import type { Database } from './database.ts';
import type { LinkWriter } from './library/link-writer.ts';
import type { MainSchema, SummaryTable } from './schema.ts';
import type { TextSealer } from './sealed-text.ts';
import { readSummaryRow, toSummaryRow } from './summary-row.ts';

export interface SummaryRepository extends SummaryStore {
  /** The one whose newest form was made in this trace. */
  byTrace(traceId: string): Promise<StoredSummary | null>;
  /** What one person asked for, newest first, at most `limit`. */
  recentOf(teamId: string, userId: string, limit: number): Promise<StoredSummary[]>;
  /** Of the links in one thread, oldest first, at most 50. */
  ofThread(teamId: string, channelId: string, threadTs: string): Promise<StoredSummary[]>;
  /** Changed at or after `fromMs`, by time; `after` is the last one of the page before. */
  changedSince(
    fromMs: number,
    limit: number,
    after?: Pick<StoredSummary, 'id' | 'updatedAt'>,
  ): Promise<StoredSummary[]>;
}

export function createSummaryStore(
  { kysely, transact }: Database<MainSchema>,
  sealer: TextSealer,
  putLink: LinkWriter,
): SummaryRepository {
  const fromRow = (row: Selectable<SummaryTable>): StoredSummary => readSummaryRow(row, sealer);
  return {
    /** @throws AppError `summary_stale` where a newer form was stored meanwhile, or one between is missing. */
    async save(summary) {
      const row = toSummaryRow(summary, sealer);
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
      // The row itself is what two that save at once wait for.
      const isSaved = await transact(
        [],
        function* () {
          const saved = yield* all(query);
          if (saved.length > 0) yield* putLink(summary);
          return saved.length > 0;
        },
        // The step of the job that saves it is done again.
        { waitsForDisk: false },
      );
      if (isSaved) return;
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
    async byTrace(traceId) {
      const row = await kysely.selectFrom('summaries').selectAll().where('trace_id', '=', traceId).executeTakeFirst();
      return row ? fromRow(row) : null;
    },
    async inThread({ teamId, channelId, threadTs }) {
      const rows = await kysely
        .selectFrom('summaries')
        .selectAll()
        .where('team_id', '=', teamId)
        .where('channel_id', '=', channelId)
        .where('thread_ts', '=', threadTs)
        .where('outcome', '<>', 'failed')
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(5)
        .execute();
      return rows.map(fromRow);
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
    async ofThread(teamId, channelId, threadTs) {
      const rows = await kysely
        .selectFrom('summaries')
        .selectAll()
        .where('team_id', '=', teamId)
        .where('channel_id', '=', channelId)
        .where('thread_ts', '=', threadTs)
        .orderBy('created_at')
        .orderBy('id')
        .limit(50)
        .execute();
      return rows.map(fromRow);
    },
    async changedSince(fromMs, limit, after) {
      let query = kysely.selectFrom('summaries').selectAll().where('updated_at', '>=', fromMs);
      if (after !== undefined) {
        query = query.where((row) =>
          row.or([
            row('updated_at', '>', after.updatedAt),
            row.and([row('updated_at', '=', after.updatedAt), row('id', '>', after.id)]),
          ]),
        );
      }
      const rows = await query.orderBy('updated_at').orderBy('id').limit(limit).execute();
      return rows.map(fromRow);
    },
  };
}
