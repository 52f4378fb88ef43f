import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';
import type { RateLimitStore } from '../../core/rate-limit.ts';
import type { MainSchema } from '../schema.ts';
import type { Database } from '../database.ts';

export interface RateLimitSchema {
  rate_limits: {
    /** Act, team, and person or channel: `links:T1:U1`. */
    key: string;
    /** The state of core/token-bucket.ts. */
    full_at: number;
  };
}

export function createRateLimitTable({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('rate_limits')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('full_at', 'bigint', (column) => column.notNull()),
  ];
}

/** core/token-bucket.ts in SQL: one upsert decides and takes, so that processes which ask at once do not both get the last token. */
export function createRateLimitStore({ kysely }: Pick<Database<MainSchema>, 'kysely'>): RateLimitStore {
  const touch = (key: string, costMs: number, nowMs: number, latestFullMs: number | null) => {
    const fullAt = sql<number>`case when rate_limits.full_at > ${nowMs} then rate_limits.full_at else ${nowMs} end + ${costMs}`;
    return kysely
      .insertInto('rate_limits')
      .values({ key, full_at: nowMs + costMs })
      .onConflict((conflict) => {
        const update = conflict.column('key').doUpdateSet({ full_at: fullAt });
        return latestFullMs === null ? update : update.where(fullAt, '<=', latestFullMs);
      })
      .returning('full_at')
      .executeTakeFirst();
  };

  return {
    async take(key, { burst, intervalMs }, count, nowMs) {
      const costMs = count * intervalMs;
      const windowMs = burst * intervalMs;
      if (costMs > windowMs) throw new Error('more is asked for at once than the limit ever grants');
      const taken = await touch(key, costMs, nowMs, nowMs + windowMs);
      if (taken !== undefined) return null;
      const { full_at: fullAt } = await kysely
        .selectFrom('rate_limits')
        .select('full_at')
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      return Math.max(nowMs, fullAt + costMs - windowMs);
    },
    async reserve(key, { intervalMs }, count, nowMs) {
      const taken = await touch(key, count * intervalMs, nowMs, null);
      return taken?.full_at ?? nowMs;
    },
    async giveBack(key, { intervalMs }, count) {
      await kysely
        .updateTable('rate_limits')
        .set((row) => ({ full_at: row('full_at', '-', count * intervalMs) }))
        .where('key', '=', key)
        .execute();
    },
    async forget(fullBeforeMs) {
      await kysely.deleteFrom('rate_limits').where('full_at', '<', fullBeforeMs).execute();
    },
  };
}
