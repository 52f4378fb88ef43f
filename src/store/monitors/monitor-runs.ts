import type { MonitorRun, MonitorRunStore } from '../../core/monitor.ts';
import type { Database } from '../database.ts';
import type { MainSchema } from '../schema.ts';

export function createMonitorRunStore({ kysely }: Database<MainSchema>): MonitorRunStore {
  return {
    async put(run) {
      const { id, monitor, startedAt, finishedAt, outcome } = run;
      const row = { monitor, started_at: startedAt, finished_at: finishedAt, outcome, body: JSON.stringify(run) };
      await kysely
        .insertInto('monitor_runs')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    async get(id) {
      const row = await kysely.selectFrom('monitor_runs').select('body').where('id', '=', id).executeTakeFirst();
      return row ? (JSON.parse(row.body) as MonitorRun) : null;
    },
    async list({ monitor, fromMs, toMs, limit }) {
      let query = kysely.selectFrom('monitor_runs').select('body');
      if (monitor !== undefined) query = query.where('monitor', '=', monitor);
      if (fromMs !== undefined) query = query.where('started_at', '>=', fromMs);
      if (toMs !== undefined) query = query.where('started_at', '<', toMs);
      const rows = await query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(({ body }) => JSON.parse(body) as MonitorRun);
    },
  };
}
