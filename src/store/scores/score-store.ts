import type { Compilable, Kysely } from 'kysely';
import { AppError } from '../../core/errors.ts';
import type { ScoreRecord, ScoreStore } from '../../core/score-record.ts';
import { change, statement } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import type { ScoreTable } from './score-schema.ts';

export function createScoreTable({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('scores')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('team_id', 'text')
      .addColumn('trace_id', 'text')
      .addColumn('summary_id', 'text')
      .addColumn('channel_id', 'text')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'double precision', (column) => column.notNull())
      .addColumn('passed', 'integer')
      .addColumn('reason', 'text')
      .addColumn('origin', 'text', (column) => column.notNull())
      .addColumn('happened_at', 'bigint', (column) => column.notNull())
      .addColumn('scored_at', 'bigint', (column) => column.notNull()),
    schema.createIndex('scores_window').on('scores').columns(['name', 'happened_at', 'value']),
    schema.createIndex('scores_trace').on('scores').column('trace_id'),
    schema.createIndex('scores_time').on('scores').column('happened_at'),
  ];
}

const upsert = statement<ScoreTable>(
  `insert into scores (id, team_id, trace_id, summary_id, channel_id, name, value, passed, reason, origin, happened_at, scored_at)
   values (@id, @team_id, @trace_id, @summary_id, @channel_id, @name, @value, @passed, @reason, @origin, @happened_at, @scored_at)
   on conflict (id) do update set
     team_id = excluded.team_id, trace_id = excluded.trace_id, summary_id = excluded.summary_id, channel_id = excluded.channel_id,
     name = excluded.name, value = excluded.value, passed = excluded.passed, reason = excluded.reason, origin = excluded.origin,
     happened_at = excluded.happened_at, scored_at = excluded.scored_at`,
);

function* putAll(rows: readonly ScoreTable[]): Work<void> {
  for (const row of rows) yield* change(upsert, row);
}

/** A score put again replaces the one of the same id. */
export function createScoreStore({ kysely, transact }: Database<MainSchema>): ScoreStore {
  return {
    async put(records) {
      if (records.length === 0) return;
      // No lock, for an id decides alone; in the order of ids, so that two processes never wait for each other.
      const rows = records.map(toRow).toSorted((one, other) => (one.id < other.id ? -1 : Number(one.id > other.id)));
      await transact([], () => putAll(rows));
    },
    async window({ name, fromMs, toMs, channelId, origin }) {
      let within = kysely
        .selectFrom('scores')
        .where('name', '=', name)
        .where('happened_at', '>=', fromMs)
        .where('happened_at', '<', toMs);
      if (channelId !== undefined) within = within.where('channel_id', '=', channelId);
      if (origin !== undefined) within = within.where('origin', '=', origin);
      const figures = await within
        .select((row) => [
          row.fn.countAll<number>().as('n'),
          row.fn.avg<number | null>('value').as('avg'),
          row.fn.min<number | null>('value').as('min'),
        ])
        .executeTakeFirstOrThrow();
      const worst = await within
        .selectAll()
        .orderBy('value')
        .orderBy('happened_at', 'desc')
        .orderBy('id')
        .limit(3)
        .execute();
      return { ...figures, worst: worst.map(toRecord) };
    },
    async ofTrace(traceId) {
      const rows = await kysely
        .selectFrom('scores')
        .selectAll()
        .where('trace_id', '=', traceId)
        .orderBy('name')
        .orderBy('scored_at')
        .orderBy('id')
        .execute();
      return rows.map(toRecord);
    },
  };
}

/** @throws AppError `bad_score` */
function toRow(record: ScoreRecord): ScoreTable {
  const { id, name, value, passed, reason, origin } = record;
  if (!(value >= 0 && value <= 1)) {
    throw new AppError({
      code: 'bad_score',
      message: `The score "${name}" of ${origin} is ${value}; it must be from 0 to 1.`,
    });
  }
  return {
    id,
    team_id: record.teamId,
    trace_id: record.traceId,
    summary_id: record.summaryId,
    channel_id: record.channelId,
    name,
    value,
    passed: passed === null ? null : Number(passed),
    reason,
    origin,
    happened_at: record.happenedAt,
    scored_at: record.scoredAt,
  };
}

function toRecord(row: ScoreTable): ScoreRecord {
  return {
    id: row.id,
    teamId: row.team_id,
    traceId: row.trace_id,
    summaryId: row.summary_id,
    channelId: row.channel_id,
    name: row.name,
    value: row.value,
    passed: row.passed === null ? null : row.passed === 1,
    reason: row.reason,
    origin: row.origin,
    happenedAt: row.happened_at,
    scoredAt: row.scored_at,
  };
}
