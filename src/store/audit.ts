import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';
import type { AuditEntry, AuditLog, AuditRecord } from '../core/audit.ts';
import type { Outside } from '../core/outside.ts';
import { change, first, statement } from './database.ts';
import type { Database, Work } from './database.ts';
import type { AuditTable, MainSchema } from './schema.ts';

/** What the first row's hash is built on. */
const noHash = '';

export function createAuditTable({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('audit')
      .addColumn('id', 'text', (column) => column.primaryKey())
      // The order of the chain; one statement reads the last number and writes the next.
      .addColumn('number', 'integer', (column) => column.notNull().unique())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('actor_id', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('before', 'text')
      .addColumn('after', 'text')
      .addColumn('reason', 'text')
      .addColumn('outcome', 'text', (column) => column.notNull().check(sql`outcome in ('done', 'refused', 'failed')`))
      .addColumn('hash', 'text', (column) => column.notNull()),
    schema.createIndex('audit_team').on('audit').columns(['team_id', 'number']),
  ];
}

const selectLast = statement<object, Pick<AuditTable, 'number' | 'hash'>>(
  'select number, hash from audit order by number desc limit 1',
);
const insert = statement<AuditTable>(
  `insert into audit (id, number, at, team_id, actor_id, action, target, before, after, reason, outcome, hash)
   values (@id, @number, @at, @team_id, @actor_id, @action, @target, @before, @after, @reason, @outcome, @hash)`,
);

function* append(row: Omit<AuditTable, 'number' | 'hash'>): Work<AuditTable> {
  const last = yield* first(selectLast, {});
  const numbered = { ...row, number: (last?.number ?? 0) + 1 };
  const complete = { ...numbered, hash: hashOf(numbered, last?.hash ?? noHash) };
  yield* change(insert, complete);
  return complete;
}

/** Rows are only ever added, each with a hash over itself and the hash before it. */
export function createAuditLog(
  { kysely, transact }: Database<MainSchema>,
  outside: Pick<Outside, 'clock' | 'newId'>,
): AuditLog {
  return {
    async record(entry) {
      const row = toRow(entry, outside);
      // Two processes that write at once must not build on the same last row.
      return toRecord(await transact('audit', () => append(row)));
    },
    async list(teamId, { beforeId, actorId, action, outcome, limit }) {
      let query = kysely.selectFrom('audit').selectAll().where('team_id', '=', teamId);
      if (beforeId !== undefined) {
        query = query.where('number', '<', (inner) =>
          inner.selectFrom('audit').select('number').where('id', '=', beforeId),
        );
      }
      if (actorId !== undefined) query = query.where('actor_id', '=', actorId);
      if (outcome !== undefined) query = query.where('outcome', '=', outcome);
      if (action !== undefined) {
        query = query.where((row) =>
          row.or([
            row('action', '=', action),
            row.and([row('action', '>=', `${action}.`), row('action', '<', `${action}/`)]),
          ]),
        );
      }
      const rows = await query.orderBy('number', 'desc').limit(limit).execute();
      return rows.map(toRecord);
    },
    async verify() {
      let previous = noHash;
      let count = 0;
      for (;;) {
        const rows = await kysely
          .selectFrom('audit')
          .selectAll()
          .where('number', '>', count)
          .orderBy('number')
          .limit(500)
          .execute();
        for (const row of rows) {
          if (row.number !== count + 1 || row.hash !== hashOf(row, previous)) {
            return { brokenAt: row.id, count, lastHash: previous === noHash ? null : previous };
          }
          previous = row.hash;
          count += 1;
        }
        if (rows.length < 500) return { brokenAt: null, count, lastHash: previous === noHash ? null : previous };
        // A log of years must not hold up a link that is posted meanwhile.
        await setImmediate();
      }
    },
  };
}

function hashOf(row: Omit<AuditTable, 'hash'>, previous: string): string {
  const { id, number, at, team_id, actor_id, action, target, before, after, reason, outcome } = row;
  const fields = [previous, id, number, at, team_id, actor_id, action, target, before, after, reason, outcome];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

function toRow(entry: AuditEntry, outside: Pick<Outside, 'clock' | 'newId'>): Omit<AuditTable, 'number' | 'hash'> {
  const { teamId, actorId, action, target, before, after, reason, outcome } = entry;
  return {
    id: outside.newId(),
    at: outside.clock.now(),
    team_id: storable(teamId),
    actor_id: storable(actorId),
    action: storable(action),
    target: storable(target),
    before: before === null ? null : storable(before),
    after: after === null ? null : storable(after),
    reason: reason === null ? null : storable(reason),
    outcome,
  };
}

/** The text as databases give it back, so that its hash stays true: without halves of characters and the character 0. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

function toRecord(row: AuditTable): AuditRecord {
  const { id, at, action, target, before, after, reason, outcome, hash } = row;
  return { id, at, teamId: row.team_id, actorId: row.actor_id, action, target, before, after, reason, outcome, hash };
}
