/** Clock times that only enqueue; the work, its retries and its overlap belong to the job queue. */
import { schedule as startTicker } from 'node-cron';
import type { ScheduledTask } from 'node-cron';
import { AppError } from './core/errors.ts';
import type { Outside } from './core/outside.ts';
import type { JobEnqueuer } from './core/ports.ts';
import { scheduleGroup } from './core/schedule.ts';
import type { Schedule, Scheduler, ScheduleSlot, ScheduleState, ScheduleStore } from './core/schedule.ts';
import { createSlots } from './cron-slots.ts';
import type { Slots } from './cron-slots.ts';

export interface SchedulerService extends Scheduler {
  /** When it last looked at every schedule, or was started; milliseconds since the epoch, null before. */
  lastLookMs(): number | null;
  start(): void;
  /** Decides every slot that is due; runs once a minute and at the start. Never throws. */
  tick(): Promise<void>;
  /** Lets the running tick end. */
  stop(): Promise<void>;
}

interface Entry {
  schedule: Schedule;
  slots: Slots;
}

/** More missed slots than this are not counted. */
const countedMisses = 1000;

export function createScheduler(deps: { store: ScheduleStore; jobs: JobEnqueuer; outside: Outside }): SchedulerService {
  const { store, jobs, outside } = deps;
  const { clock, log } = outside;
  const registered = new Map<string, Entry>();
  const sources: (() => Promise<readonly Schedule[]>)[] = [];
  /** Of the sources' schedules, as long as their timing stays. */
  const kept = new Map<string, Entry>();
  let ticker: ScheduledTask | null = null;
  let ticking: Promise<void> = Promise.resolve();
  let lastLook: number | null = null;

  function toEntry(schedule: Schedule): Entry {
    const before = kept.get(schedule.id);
    const isSame = JSON.stringify(before?.schedule.timing) === JSON.stringify(schedule.timing);
    const entry = { schedule, slots: isSame && before ? before.slots : createSlots(schedule.timing) };
    kept.set(schedule.id, entry);
    return entry;
  }

  async function entries(): Promise<Map<string, Entry>> {
    const all = new Map(registered);
    for (const list of sources) {
      try {
        for (const schedule of await list()) all.set(schedule.id, toEntry(schedule));
      } catch (error) {
        log.error('schedules could not be read', { error });
      }
    }
    await store.know([...all.keys()], clock.now());
    return all;
  }

  async function enqueue(entry: Entry, slot: ScheduleSlot, payload: unknown): Promise<string> {
    const { id, kind, maxAttempts } = entry.schedule;
    const stored = await jobs.enqueue([
      {
        key: `cron:${id}:${slot.slotMs}`,
        kind,
        payload,
        group: scheduleGroup(id),
        ...(maxAttempts === undefined ? {} : { maxAttempts }),
      },
    ]);
    const jobId = stored.jobs[0]?.id ?? '';
    await store.slotQueued(id, slot.slotMs, jobId);
    return jobId;
  }

  async function decide(entry: Entry, sinceMs: number): Promise<void> {
    const now = clock.now();
    const { id } = entry.schedule;
    const slotMs = entry.slots.latest(now);
    if (slotMs === null || slotMs <= sinceMs) return;
    const missedCount = countMissed(entry.slots, sinceMs, slotMs);
    const slot = await store.takeSlot({ scheduleId: id, slotMs, cause: 'clock', missedCount, takenAt: now });
    if (slot === null) return;
    if (missedCount > 0) log.warn('a schedule was missed and is made up for once', { schedule: id, missedCount });
    if (slot.outcome === 'skipped') {
      log.warn('a schedule was skipped because its last job still runs', { schedule: id });
    } else {
      await enqueue(entry, slot, entry.schedule.payload);
    }
  }

  async function decideAll(): Promise<void> {
    const all = await entries();
    for (const slot of await store.openSlots()) {
      const entry = all.get(slot.scheduleId);
      if (entry) await enqueue(entry, slot, entry.schedule.payload);
    }
    const memories = await store.read([...all.keys()]);
    for (const [id, entry] of all) {
      const memory = memories.get(id);
      if (memory === undefined || memory.pausedAt !== null) continue;
      try {
        await decide(entry, memory.sinceMs);
      } catch (error) {
        log.error('a scheduled job could not be stored', { schedule: id, error });
      }
    }
    lastLook = clock.now();
  }

  async function find(id: string): Promise<Entry> {
    const entry = (await entries()).get(id);
    if (entry) return entry;
    throw new AppError({ code: 'unknown_schedule', message: `There is no schedule "${id}".` });
  }

  async function stateOf(all: ReadonlyMap<string, Entry>): Promise<ScheduleState[]> {
    const memories = await store.read([...all.keys()]);
    return [...all].map(([id, { schedule, slots }]) => {
      const { pausedBy = null, pausedAt = null, lastSlot = null } = memories.get(id) ?? {};
      return { schedule, nextMs: pausedAt === null ? slots.next(clock.now()) : null, lastSlot, pausedBy, pausedAt };
    });
  }

  const scheduler: SchedulerService = {
    lastLookMs: () => lastLook,
    register(schedule) {
      registered.set(schedule.id, { schedule, slots: createSlots(schedule.timing) });
    },
    registerSource(list) {
      sources.push(list);
    },
    list: async () => stateOf(await entries()),
    async get(id) {
      const [state] = await stateOf(new Map([[id, await find(id)]]));
      if (state) return state;
      throw new Error('a schedule that was found has a state');
    },
    async pause(id, by) {
      await find(id);
      return store.pause(id, by, clock.now());
    },
    async resume(id) {
      await find(id);
      return store.resume(id, clock.now());
    },
    async runNow(id, { payload } = {}) {
      const entry = await find(id);
      const now = clock.now();
      const slot = await store.takeSlot({ scheduleId: id, slotMs: now, cause: 'person', missedCount: 0, takenAt: now });
      if (slot === null || slot.outcome === 'skipped') {
        throw new AppError({
          code: 'already_running',
          message: `${entry.schedule.title} is running already.`,
          hint: 'Wait for it to end.',
        });
      }
      return { jobId: await enqueue(entry, slot, payload ?? entry.schedule.payload) };
    },
    tick() {
      ticking = ticking
        .then(decideAll)
        .catch((error: unknown) => log.error('the schedules could not be looked at', { error }));
      return ticking;
    },
    start() {
      lastLook = clock.now();
      // Each minute in UTC, which has no clock changes; which schedules are due then is decided from what is stored, so that a minute
      // that was missed, by a sleeping machine or a busy loop, is only late.
      ticker = startTicker('* * * * *', () => scheduler.tick(), {
        timezone: 'UTC',
        noOverlap: true,
        suppressMissedWarning: true,
      });
      void scheduler.tick();
    },
    async stop() {
      await ticker?.destroy();
      ticker = null;
      await ticking;
    },
  };
  return scheduler;
}

function countMissed(slots: Slots, sinceMs: number, slotMs: number): number {
  let count = 0;
  for (let at = slots.next(sinceMs); at !== null && at < slotMs && count < countedMisses; at = slots.next(at))
    count += 1;
  return count;
}
