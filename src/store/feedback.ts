import { sql } from 'kysely';
import type { Compilable } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { FeedbackStore } from '../core/ports.ts';
import type { MainSchema } from './schema.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

interface CountRow {
  up: number;
  down: number;
}

export function createFeedbackStore({ kysely, runTogether }: SqliteDatabase<MainSchema>): FeedbackStore {
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
      const put: Compilable = kysely
        .insertInto('feedback')
        .values({ summary_id: summaryId, user_id: userId, value, updated_at: now })
        .onConflict((conflict) =>
          conflict.columns(['summary_id', 'user_id']).doUpdateSet({
            value: sql`case when feedback.value = excluded.value then 'none' else excluded.value end`,
            updated_at: now,
          }),
        );
      const sweep: Compilable = kysely
        .deleteFrom('feedback')
        .where('summary_id', '=', summaryId)
        .where('value', '=', 'none');
      const results = runTogether([put, sweep, selectCounts(summaryId), selectMine(summaryId, userId)]);
      const counts = results[2]?.[0] as CountRow;
      const mine = results[3]?.[0] as { value: 'up' | 'down' } | undefined;
      return { up: counts.up, down: counts.down, mine: mine?.value ?? null };
    },
    async counts(summaryId) {
      return selectCounts(summaryId).executeTakeFirstOrThrow();
    },
  };
}
