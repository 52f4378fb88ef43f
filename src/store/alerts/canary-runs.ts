import type { Failure } from '../../core/errors.ts';
import type { Database } from '../database.ts';
import type { MainSchema } from '../schema.ts';

/** One summary that was made only to see whether it can be. */
export interface CanaryRun {
  id: string;
  /** When it began, milliseconds since the epoch. */
  at: number;
  url: string;
  outcome: 'ok' | 'failed';
  failure: Failure | null;
  durationMs: number;
}

export interface CanaryRunStore {
  put(run: CanaryRun): Promise<void>;
  /** Newest first, `fromMs <= at < toMs`. */
  list(fromMs: number, toMs: number, limit: number): Promise<CanaryRun[]>;
}

export function createCanaryRunStore({ kysely }: Database<MainSchema>): CanaryRunStore {
  return {
    async put({ id, at, url, outcome, failure, durationMs }) {
      const row = { id, at, url, outcome, failure: failure && JSON.stringify(failure), duration_ms: durationMs };
      await kysely.insertInto('canary_runs').values(row).execute();
    },
    async list(fromMs, toMs, limit) {
      const rows = await kysely
        .selectFrom('canary_runs')
        .selectAll()
        .where('at', '>=', fromMs)
        .where('at', '<', toMs)
        .orderBy('at', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ failure, duration_ms, ...row }) => ({
        ...row,
        failure: failure === null ? null : (JSON.parse(failure) as Failure),
        durationMs: duration_ms,
      }));
    },
  };
}
