import { describe, expect, test } from 'vitest';
import { scheduleGroup } from '../../../src/core/schedule.ts';
import type { ScheduleSlot } from '../../../src/core/schedule.ts';
import { createScheduleStore } from '../../../src/store/schedules/schedule-store.ts';
import { dialects, openTestDatabase } from '../../support/test-databases.ts';
import { openTempStore } from '../../support/temp-store.ts';

const at = Date.UTC(2026, 2, 2, 9);
const id = 'monitor:own';
const byClock = (slotMs = at) => ({ scheduleId: id, slotMs, cause: 'clock' as const, missedCount: 0, takenAt: slotMs });
const byPerson = (takenAt: number) => ({ ...byClock(takenAt), cause: 'person' as const });

describe.each(dialects)('schedules on %s', (dialect) => {
  test('a slot is taken once, and where the last job still waits it is skipped', async () => {
    await using temp = await openTestDatabase(dialect);
    const { kysely } = temp.database;
    const store = createScheduleStore(temp.database);
    await store.know([id], at - 1);
    await store.know([id, 'other'], at);
    const taken: ScheduleSlot = { ...byClock(), outcome: 'queued', jobId: null };
    expect(await store.takeSlot(byClock())).toEqual(taken);
    expect(await store.takeSlot(byClock())).toBeNull();
    expect(await store.openSlots()).toEqual([taken]);
    await store.slotQueued(id, at, 'job-1');
    expect(await store.openSlots()).toEqual([]);
    await kysely
      .insertInto('jobs')
      .values({
        id: 'job-1',
        key: 'key-1',
        kind: 'run-monitor',
        payload: '{}',
        status: 'queued',
        job_group: scheduleGroup(id),
        max_attempts: 4,
        run_at: at,
        created_at: at,
      })
      .execute();
    const later = at + 3_600_000;
    expect(await store.takeSlot(byPerson(later))).toMatchObject({ outcome: 'skipped' });
    expect(await store.takeSlot(byClock(later))).toMatchObject({ outcome: 'skipped' });
    expect((await store.read([id, 'other', 'none'])).get(id)).toEqual({
      sinceMs: later,
      pausedBy: null,
      pausedAt: null,
      lastSlot: { ...byClock(later), outcome: 'skipped', jobId: null },
    });
    expect((await store.read([id, 'other'])).get('other')?.sinceMs).toBe(at);
    await kysely.deleteFrom('jobs').execute();
    expect(await store.takeSlot(byPerson(later + 1))).toMatchObject({ outcome: 'queued' });
  });

  test('a slot whose job is about to be stored counts as running, and not for ever', async () => {
    await using temp = await openTestDatabase(dialect);
    const store = createScheduleStore(temp.database);
    await store.know([id], at - 1);
    expect(await store.takeSlot(byPerson(at))).toMatchObject({ outcome: 'queued' });
    expect(await store.takeSlot(byPerson(at + 59_999))).toMatchObject({ outcome: 'skipped' });
    expect(await store.takeSlot(byPerson(at + 60_000))).toMatchObject({ outcome: 'queued' });
  });

  test('a pause is of one person, and what is due meanwhile is nobody’s', async () => {
    await using temp = await openTestDatabase(dialect);
    const store = createScheduleStore(temp.database);
    await store.know([id], at - 1);
    expect(await store.pause(id, 'U1', at)).toBe(true);
    expect(await store.pause(id, 'U2', at)).toBe(false);
    expect(await store.takeSlot(byClock())).toBeNull();
    expect(await store.resume(id, at + 5)).toBe(true);
    expect(await store.resume(id, at + 6)).toBe(false);
    expect((await store.read([id])).get(id)).toMatchObject({ sinceMs: at + 5, pausedBy: null, lastSlot: null });
  });

  test('of two processes at the same moment one takes a slot, and one starts a run by hand', async () => {
    await using temp = await openTempStore({ dialect });
    const stores = [temp.store.schedules, (await temp.openAnother()).schedules];
    await temp.store.schedules.know([id], at - 1);
    for (let slot = at; slot < at + 5 * 3_600_000; slot += 3_600_000) {
      const taken = await Promise.all(stores.map((store) => store.takeSlot(byClock(slot))));
      expect(taken.filter((one) => one?.outcome === 'queued')).toHaveLength(1);
      await temp.store.schedules.slotQueued(id, slot, 'job');
    }
    const now = at + 6 * 3_600_000;
    const pressed = await Promise.all(stores.map((store, index) => store.takeSlot(byPerson(now + index))));
    expect(pressed.map((one) => String(one?.outcome)).toSorted()).toEqual(['queued', 'skipped']);
  });
});
