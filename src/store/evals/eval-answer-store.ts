import type { EvalAnswerStore } from '../../core/evaluation.ts';
import type { Clock } from '../../core/outside.ts';
import type { SummaryRun } from '../../core/summary.ts';
import type { MainSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import type { SqliteDatabase } from '../sqlite-database.ts';

export interface EvalAnswerRepository extends EvalAnswerStore {
  /** Removes answers, which hold the text of pages, from before a time (milliseconds since the epoch). @returns how many */
  purge(beforeMs: number): Promise<number>;
}

export function createEvalAnswerStore(
  { kysely }: SqliteDatabase<MainSchema>,
  sealer: TextSealer,
  clock: Pick<Clock, 'now'>,
): EvalAnswerRepository {
  return {
    async get(key) {
      const row = await kysely.selectFrom('eval_answers').select('body').where('key', '=', key).executeTakeFirst();
      return row ? (JSON.parse(sealer.open(row.body, `eval-answer:${key}`)) as SummaryRun) : null;
    },
    async put(key, answer) {
      const body = sealer.seal(JSON.stringify(answer), `eval-answer:${key}`);
      await kysely
        .insertInto('eval_answers')
        .values({ key, created_at: clock.now(), body })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
    },
    async purge(beforeMs) {
      const { numDeletedRows } = await kysely
        .deleteFrom('eval_answers')
        .where('created_at', '<', beforeMs)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
