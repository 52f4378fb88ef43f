import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';
import { scheduleGroup } from '../../core/schedule.ts';
import type { ScheduleMemory, ScheduleSlot, ScheduleStore } from '../../core/schedule.ts';
import { change, first, statement } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { ScheduleSlotTable } from './schedule-schema.ts';
import type { MainSchema } from '../schema.ts';

export function createScheduleTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('schedules')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('since_at', 'bigint', (column) => column.notNull())
      .addColumn('paused_by', 'text')
      .addColumn('paused_at', 'bigint'),
    schema
      .createTable('schedule_slots')
      .addColumn('schedule_id', 'text', (column) => column.notNull())
      .addColumn('slot_at', 'bigint', (column) => column.notNull())
      .addColumn('cause', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull().check(sql`outcome in ('queued', 'skipped')`))
      .addColumn('job_id', 'text')
      .addColumn('missed_count', 'integer', (column) => column.notNull())
      .addColumn('taken_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('schedule_slots_key', ['schedule_id', 'slot_at']),
    schema.createIndex('schedule_slots_taken').on('schedule_slots').column('taken_at'),
  ];
}

/** Whose job is not stored so long after its slot was taken has died between. */
const queueingMs = 60_000;

const selectPaused = statement<{ scheduleId: string }, { paused_at: number | null }>(
  'select paused_at from schedules where id = @scheduleId',
);
const selectBusy = statement<{ group: string }, { id: string }>(
  `select id from jobs where job_group = @group and status in ('queued', 'running') limit 1`,
);
const selectQueueing = statement<{ scheduleId: string; sinceMs: number }, { slot_at: number }>(
  `select slot_at from schedule_slots
   where schedule_id = @scheduleId and outcome = 'queued' and job_id is null and taken_at > @sinceMs limit 1`,
);
const insertSlot = statement<ScheduleSlot>(
  `insert into schedule_slots (schedule_id, slot_at, cause, outcome, job_id, missed_count, taken_at)
   values (@scheduleId, @slotMs, @cause, @outcome, @jobId, @missedCount, @takenAt) on conflict do nothing`,
);
const moveOn = statement<Pick<ScheduleSlot, 'scheduleId' | 'slotMs'>>(
  'update schedules set since_at = @slotMs where id = @scheduleId and since_at < @slotMs',
);

function* takeSlot(slot: Parameters<ScheduleStore['takeSlot']>[0]): Work<ScheduleSlot | null> {
  const byClock = slot.cause === 'clock';
  if (byClock && (yield* first(selectPaused, slot))?.paused_at !== null) return null;
  const { scheduleId } = slot;
  const busy =
    (yield* first(selectBusy, { group: scheduleGroup(scheduleId) })) ??
    (yield* first(selectQueueing, { scheduleId, sinceMs: slot.takenAt - queueingMs }));
  const outcome = busy === undefined ? 'queued' : 'skipped';
  const taken = { ...slot, outcome, jobId: null } as const;
  // Whoever asked is told; only what the clock skipped must be found later.
  if (!byClock && outcome === 'skipped') return taken;
  const isFirst = (yield* change(insertSlot, taken)) === 1;
  if (byClock) yield* change(moveOn, taken);
  return isFirst ? taken : null;
}

export function createScheduleStore({ kysely, transact }: Database<MainSchema>): ScheduleStore {
  return {
    async know(ids, nowMs) {
      if (ids.length === 0) return;
      await kysely
        .insertInto('schedules')
        .values(ids.map((id) => ({ id, since_at: nowMs, paused_by: null, paused_at: null })))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async read(ids) {
      if (ids.length === 0) return new Map();
      const rows = await kysely.selectFrom('schedules').selectAll().where('id', 'in', ids).execute();
      const last = await kysely
        .selectFrom('schedule_slots as slot')
        .selectAll()
        .where('schedule_id', 'in', ids)
        .where('slot_at', '=', (inner) =>
          inner
            .selectFrom('schedule_slots as newest')
            .select((row) => row.fn.max('newest.slot_at').as('at'))
            .whereRef('newest.schedule_id', '=', 'slot.schedule_id'),
        )
        .execute();
      const slots = new Map(last.map((row) => [row.schedule_id, toSlot(row)]));
      return new Map(
        rows.map((row): [string, ScheduleMemory] => [
          row.id,
          {
            sinceMs: row.since_at,
            pausedBy: row.paused_by,
            pausedAt: row.paused_at,
            lastSlot: slots.get(row.id) ?? null,
          },
        ]),
      );
    },
    async pause(id, by, nowMs) {
      const { numUpdatedRows } = await kysely
        .updateTable('schedules')
        .set({ paused_by: by, paused_at: nowMs })
        .where('id', '=', id)
        .where('paused_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async resume(id, nowMs) {
      const { numUpdatedRows } = await kysely
        .updateTable('schedules')
        .set({ paused_by: null, paused_at: null, since_at: nowMs })
        .where('id', '=', id)
        .where('paused_at', 'is not', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    // Whoever comes second, here or in another process, finds the slot taken.
    takeSlot: (slot) => transact('schedules', () => takeSlot(slot)),
    async slotQueued(scheduleId, slotMs, jobId) {
      await kysely
        .updateTable('schedule_slots')
        .set({ job_id: jobId })
        .where('schedule_id', '=', scheduleId)
        .where('slot_at', '=', slotMs)
        .execute();
    },
    async openSlots() {
      const rows = await kysely
        .selectFrom('schedule_slots')
        .selectAll()
        .where('outcome', '=', 'queued')
        .where('cause', '=', 'clock')
        .where('job_id', 'is', null)
        .execute();
      return rows.map(toSlot);
    },
  };
}

function toSlot(row: ScheduleSlotTable): ScheduleSlot {
  return {
    scheduleId: row.schedule_id,
    slotMs: row.slot_at,
    cause: row.cause,
    outcome: row.outcome,
    jobId: row.job_id,
    missedCount: row.missed_count,
    takenAt: row.taken_at,
  };
}
