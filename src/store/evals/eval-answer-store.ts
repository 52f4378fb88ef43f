import type { EvalAnswerStore, EvalScore } from '../../core/evaluation.ts';
import type { Clock } from '../../core/outside.ts';
import type { SummaryRun } from '../../core/summary.ts';
import type { Database } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';

export interface EvalAnswerRepository extends EvalAnswerStore {
  /** Removes answers, which hold the text of pages, from before a time (milliseconds since the epoch). @returns how many */
  purge(beforeMs: number): Promise<number>;
}

export function createEvalAnswerStore(
  { kysely }: Database<MainSchema>,
  sealer: TextSealer,
  clock: Pick<Clock, 'now'>,
): EvalAnswerRepository {
  async function read(key: string): Promise<string | null> {
    const row = await kysely.selectFrom('eval_answers').select('body').where('key', '=', key).executeTakeFirst();
    return row ? sealer.open(row.body, placeOf(key)) : null;
  }
  async function write(key: string, text: string): Promise<void> {
    await kysely
      .insertInto('eval_answers')
      .values({ key, created_at: clock.now(), body: sealer.seal(text, placeOf(key)) })
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
  }

  return {
    async get(key) {
      const text = await read(key);
      return text === null ? null : (JSON.parse(text) as SummaryRun);
    },
    put: (key, answer) => write(key, JSON.stringify(answer)),
    async known(keys) {
      const known = new Set<string>();
      for (let from = 0; from < keys.length; from += keysAtOnce) {
        const some = keys.slice(from, from + keysAtOnce);
        const rows = await kysely.selectFrom('eval_answers').select('key').where('key', 'in', some).execute();
        for (const row of rows) known.add(row.key);
      }
      return known;
    },
    async getScores(key) {
      const text = await read(scoresKey(key));
      return text === null ? null : (JSON.parse(text) as EvalScore[]);
    },
    putScores: (key, scores) => write(scoresKey(key), JSON.stringify(scores)),
    async purge(beforeMs) {
      const { numDeletedRows } = await kysely
        .deleteFrom('eval_answers')
        .where('created_at', '<', beforeMs)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

const keysAtOnce = 500;

function placeOf(key: string): string {
  return `eval-answer:${key}`;
}

function scoresKey(key: string): string {
  return `scores:${key}`;
}
