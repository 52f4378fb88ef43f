import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';
import type { ExportRecord, ExportStore } from '../../core/dataset-export.ts';
import { change, first } from '../database.ts';
import type { Database } from '../database.ts';
import type { ExportTable } from './dataset-schema.ts';
import type { MainSchema } from '../schema.ts';

export function createExportTable({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('exports')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) =>
        column.notNull().check(sql`status in ('queued', 'running', 'done', 'failed', 'expired')`),
      )
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
    schema.createIndex('exports_team').on('exports').columns(['team_id', 'created_at', 'id']),
    schema.createIndex('exports_due').on('exports').columns(['status', 'expires_at']),
  ];
}

export function createExportStore({ kysely, transact }: Database<MainSchema>): ExportStore {
  const rowOf = (id: string) => kysely.selectFrom('exports').selectAll().where('id', '=', id);
  return {
    async create(record) {
      await kysely.insertInto('exports').values(toRow(record)).execute();
    },
    async update(id, changes) {
      await transact(`export:${id}`, function* () {
        const row = yield* first(rowOf(id));
        if (!row) return;
        const { status, expires_at, body } = toRow({ ...fromRow(row), ...changes });
        yield* change(kysely.updateTable('exports').set({ status, expires_at, body }).where('id', '=', id));
      });
    },
    async get(id) {
      const row = await rowOf(id).executeTakeFirst();
      return row ? fromRow(row) : null;
    },
    async list(teamId, limit) {
      const rows = await kysely
        .selectFrom('exports')
        .selectAll()
        .where('team_id', '=', teamId)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
    async due(now) {
      const rows = await kysely
        .selectFrom('exports')
        .selectAll()
        .where('status', 'in', ['done', 'failed'])
        .where('expires_at', '<=', now)
        .limit(100)
        .execute();
      return rows.map(fromRow);
    },
  };
}

function toRow(record: ExportRecord): ExportTable {
  const { id, teamId, status, createdAt, expiresAt, ...rest } = record;
  return {
    id,
    team_id: teamId,
    status,
    created_at: createdAt,
    expires_at: expiresAt,
    body: JSON.stringify(rest),
  };
}

function fromRow(row: ExportTable): ExportRecord {
  return {
    ...(JSON.parse(row.body) as Omit<ExportRecord, 'id' | 'teamId' | 'status' | 'createdAt' | 'expiresAt'>),
    id: row.id,
    teamId: row.team_id,
    status: row.status,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
