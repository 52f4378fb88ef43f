import { sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { FeedbackStore, VoteReason } from '../core/ports.ts';
import { change, first } from './database.ts';
import type { Database } from './database.ts';
import type { MainSchema } from './schema.ts';
import type { TextSealer } from './sealed-text.ts';

export function createFeedbackStore({ kysely, transact }: Database<MainSchema>, sealer: TextSealer): FeedbackStore {
  const selectCounts = (summaryId: string) =>
    kysely
      .selectFrom('feedback')
      .select((row) => [
        row.fn.countAll<number>().filterWhere('value', '=', 'up').as('up'),
        row.fn.countAll<number>().filterWhere('value', '=', 'down').as('down'),
      ])
      .where('summary_id', '=', summaryId);
  const selectMine = (summaryId: string, userId: string) =>
    kysely.selectFrom('feedback').select('value').where('summary_id', '=', summaryId).where('user_id', '=', userId);

  const placeOf = (summaryId: string, userId: string): string => `reason:${summaryId}:${userId}`;

  return {
    /** @throws AppError `unknown_summary`. */
    async vote(summaryId, userId, value, now) {
      const known = await kysely.selectFrom('summaries').select('id').where('id', '=', summaryId).executeTakeFirst();
      if (!known) {
        throw new AppError({
          code: 'unknown_summary',
          message: 'The summary that the vote is for is no longer stored.',
          hint: 'Post the link again to get a new one.',
        });
      }
      // The same vote again is stored as "none" for a moment, so that one statement decides it for any number of clicks at once.
      const put = kysely
        .insertInto('feedback')
        .values({ summary_id: summaryId, user_id: userId, value, updated_at: now })
        .onConflict((conflict) =>
          conflict.columns(['summary_id', 'user_id']).doUpdateSet({
            value: sql`case when feedback.value = excluded.value then 'none' else excluded.value end`,
            updated_at: now,
          }),
        );
      const sweep = kysely
        .deleteFrom('feedback')
        .where('summary_id', '=', summaryId)
        .where('user_id', '=', userId)
        .where('value', '=', 'none');
      const forget = kysely
        .deleteFrom('feedback_reasons')
        .where('summary_id', '=', summaryId)
        .where('user_id', '=', userId);
      return transact([], function* () {
        yield* change(put);
        yield* change(sweep);
        yield* change(forget);
        const counts = yield* first(selectCounts(summaryId));
        const mine = yield* first(selectMine(summaryId, userId));
        return { up: counts?.up ?? 0, down: counts?.down ?? 0, mine: toVote(mine) };
      });
    },
    async counts(summaryId) {
      return selectCounts(summaryId).executeTakeFirstOrThrow();
    },
    async mine(summaryId, userId) {
      return toVote(await selectMine(summaryId, userId).executeTakeFirst());
    },
    async explain({ summaryId, userId, reasons, comment, at }) {
      const body = sealer.seal(JSON.stringify({ reasons, comment }), placeOf(summaryId, userId));
      const put = kysely
        .insertInto('feedback_reasons')
        .columns(['summary_id', 'user_id', 'body', 'at'])
        .expression((from) =>
          from
            .selectFrom('feedback')
            .select((row) => ['summary_id', 'user_id', row.val(body).as('body'), row.val(at).as('at')])
            .where('summary_id', '=', summaryId)
            .where('user_id', '=', userId)
            .where('value', '=', 'down'),
        )
        .onConflict((conflict) => conflict.columns(['summary_id', 'user_id']).doUpdateSet({ body, at }))
        .returning('summary_id');
      return (await put.execute()).length > 0;
    },
    async reasons(summaryId) {
      const rows = await kysely
        .selectFrom('feedback_reasons')
        .selectAll()
        .where('summary_id', '=', summaryId)
        .orderBy('at')
        .orderBy('user_id')
        .execute();
      return rows.map((row): VoteReason => {
        const opened = sealer.open(row.body, placeOf(row.summary_id, row.user_id));
        const { reasons, comment } = JSON.parse(opened) as Pick<VoteReason, 'reasons' | 'comment'>;
        return { summaryId: row.summary_id, userId: row.user_id, reasons, comment, at: row.at };
      });
    },
  };
}

function toVote(row: { value: 'up' | 'down' | 'none' } | undefined): 'up' | 'down' | null {
  return row === undefined || row.value === 'none' ? null : row.value;
}
