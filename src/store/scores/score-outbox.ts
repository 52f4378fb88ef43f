import type { Compilable, Kysely } from 'kysely';
import type { ScoreOutbox } from '../../core/score-outbox.ts';
import type { Database } from '../database.ts';
import type { MainSchema } from '../schema.ts';

/** Migration `0026_score_outbox`. */
export function createScoreOutboxTable({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('score_outbox')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('token', 'text', (column) => column.notNull().unique())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull()),
  ];
}

/** Databases bound the values of one statement. */
const rowsAtOnce = 1000;

export function createScoreOutbox({ kysely }: Pick<Database<MainSchema>, 'kysely'>): ScoreOutbox {
  return {
    async put(scores) {
      for (let from = 0; from < scores.length; from += rowsAtOnce) {
        await kysely
          .insertInto('score_outbox')
          .values(scores.slice(from, from + rowsAtOnce).map(({ id, token, body, at }) => ({ id, token, body, at })))
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet((row) => ({
              token: row.ref('excluded.token'),
              body: row.ref('excluded.body'),
              at: row.ref('excluded.at'),
            })),
          )
          .execute();
      }
    },
    async list(limit) {
      const rows = await kysely
        .selectFrom('score_outbox')
        .selectAll()
        .orderBy('at', 'desc')
        .orderBy('token', 'desc')
        .limit(limit)
        .execute();
      return rows.toReversed();
    },
    async waiting(tokens) {
      if (tokens.length === 0) return new Set();
      const rows = await kysely
        .selectFrom('score_outbox')
        .select('token')
        .where('token', 'in', [...tokens])
        .execute();
      return new Set(rows.map(({ token }) => token));
    },
    async remove(tokens) {
      for (let from = 0; from < tokens.length; from += rowsAtOnce) {
        await kysely
          .deleteFrom('score_outbox')
          .where('token', 'in', tokens.slice(from, from + rowsAtOnce))
          .execute();
      }
    },
  };
}
