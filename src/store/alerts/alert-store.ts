import type { AlertStore, StoredAlertRule } from '../../core/alert.ts';
import type { Database } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import { alertRows } from './alert-rows.ts';
import { createAlertWriter } from './alert-writer.ts';

export function createAlertStore(database: Database<MainSchema>): AlertStore {
  const { kysely } = database;

  /** @returns whether it was us, where several try at once: the mark was not there, or before `below` */
  async function raiseMark(name: string, at: number, below: number): Promise<boolean> {
    const raised = await kysely
      .insertInto('marks')
      .values({ name, at })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ at }).where('marks.at', '<', below))
      .returning('name')
      .executeTakeFirst();
    return raised !== undefined;
  }

  return {
    async rules() {
      const rows = await kysely.selectFrom('alert_rules').selectAll().orderBy('id').execute();
      return rows.map((row) => ({
        rule: JSON.parse(row.body) as StoredAlertRule['rule'],
        version: row.version,
        updatedBy: row.updated_by,
        updatedAt: row.updated_at,
      }));
    },
    async putRule(rule, expectedVersion, by, at) {
      const row = { body: JSON.stringify(rule), version: expectedVersion + 1, updated_by: by, updated_at: at };
      if (expectedVersion === 0) {
        const inserted = await kysely
          .insertInto('alert_rules')
          .values({ id: rule.id, ...row })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        return inserted.numInsertedOrUpdatedRows === 1n;
      }
      const updated = await kysely
        .updateTable('alert_rules')
        .set(row)
        .where('id', '=', rule.id)
        .where('version', '=', expectedVersion)
        .executeTakeFirst();
      return updated.numUpdatedRows === 1n;
    },
    async deleteRule(ruleId) {
      const deleted = await kysely.deleteFrom('alert_rules').where('id', '=', ruleId).executeTakeFirst();
      return deleted.numDeletedRows === 1n;
    },
    async memories() {
      const rows = await kysely.selectFrom('alert_memories').selectAll().orderBy('rule_id').orderBy('scope').execute();
      return rows.map(alertRows.toMemory);
    },
    apply: createAlertWriter(database),
    async get(alertId) {
      const row = await kysely.selectFrom('alerts').select('body').where('id', '=', alertId).executeTakeFirst();
      return row ? alertRows.toAlert(row) : null;
    },
    async open() {
      const rows = await kysely
        .selectFrom('alerts')
        .select('body')
        .where('status', '<>', 'resolved')
        .orderBy('opened_at')
        .orderBy('id')
        .execute();
      return rows.map(alertRows.toAlert);
    },
    async latest(ruleId, scope) {
      const row = await kysely
        .selectFrom('alerts')
        .select('body')
        .where('rule_id', '=', ruleId)
        .where('scope', '=', scope)
        .orderBy('opened_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? alertRows.toAlert(row) : null;
    },
    async history({ fromMs, severity, limit }) {
      let query = kysely.selectFrom('alerts').select('body').where('opened_at', '>=', fromMs);
      if (severity !== undefined) query = query.where('severity', '=', severity);
      const rows = await query.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(alertRows.toAlert);
    },
    async events(alertId) {
      const query = kysely.selectFrom('alert_events').selectAll().where('alert_id', '=', alertId).orderBy('number');
      return (await query.execute()).map(alertRows.toEvent);
    },
    async deliveries(alertId) {
      const query = kysely
        .selectFrom('alert_deliveries')
        .selectAll()
        .where('alert_id', '=', alertId)
        .orderBy('event_number')
        .orderBy('channel');
      return (await query.execute()).map(alertRows.toDelivery);
    },
    async waiting(limit) {
      const query = kysely
        .selectFrom('alert_deliveries')
        .selectAll()
        .where('status', '=', 'waiting')
        .orderBy('due_at')
        .orderBy('alert_id')
        .orderBy('event_number')
        .limit(limit);
      return (await query.execute()).map(alertRows.toDelivery);
    },
    async setDelivery({ alertId, eventNumber, channel, status, place, failure }, at) {
      await kysely
        .updateTable('alert_deliveries')
        .set({ status, place, failure: failure === null ? null : JSON.stringify(failure), updated_at: at })
        .where('alert_id', '=', alertId)
        .where('event_number', '=', eventNumber)
        .where('channel', '=', channel)
        .execute();
    },
    async countAttempt({ alertId, eventNumber, channel }) {
      await kysely
        .updateTable('alert_deliveries')
        .set((row) => ({ attempt_count: row('attempt_count', '+', 1) }))
        .where('alert_id', '=', alertId)
        .where('event_number', '=', eventNumber)
        .where('channel', '=', channel)
        .execute();
    },
    takeTurn: (name, at) => raiseMark(name, at, at),
    holdLine: (alertId, channel, now, untilMs) => raiseMark(lineName(alertId, channel), untilMs, now + 1),
    async leaveLine(alertId, channel, untilMs) {
      await kysely
        .deleteFrom('marks')
        .where('name', '=', lineName(alertId, channel))
        .where('at', '=', untilMs)
        .execute();
    },
  };
}

function lineName(alertId: string, channel: string): string {
  return `alert line ${alertId} ${channel}`;
}
