/** Work that the clock starts. A tick only enqueues a job; the work, its retries and its crashes belong to the job queue. */

export type ScheduleTiming =
  /** Five fields, e.g. `0 9 * * mon-fri`; an IANA time zone, e.g. `Europe/Vienna` or `UTC`. */
  | { cron: string; timeZone: string }
  /** 1 to 10,080. Counted from midnight UTC of 1970-01-01, so that every process means the same moments. */
  | { intervalMinutes: number };

export interface Schedule {
  /** Stable, e.g. `purge`, `monitor:own-traces`, `digest:C0123`. */
  id: string;
  /** For people, e.g. `Monitor own-traces`. */
  title: string;
  /** null: it runs only when a person starts it. */
  timing: ScheduleTiming | null;
  /** Kind of the job that each slot enqueues, and its payload (JSON). */
  kind: string;
  payload: unknown;
  /** Of the job; default 4. */
  maxAttempts?: number;
  /** Housekeeping that nobody wants to see among the next schedules. */
  isRoutine?: boolean;
}

/** One moment at which a schedule was due, and what came of it. */
export interface ScheduleSlot {
  scheduleId: string;
  /** Milliseconds since the epoch. */
  slotMs: number;
  cause: 'clock' | 'person';
  /** `skipped`: the job of an earlier slot still waited or ran. */
  outcome: 'queued' | 'skipped';
  /** null where it was skipped, and for a moment before the job is stored. */
  jobId: string | null;
  /** Earlier slots that passed while no process ran; this one stands for them too. */
  missedCount: number;
  takenAt: number;
}

export interface ScheduleState {
  schedule: Schedule;
  /** null while it is paused, and where it has no timing. */
  nextMs: number | null;
  lastSlot: ScheduleSlot | null;
  /** Person's id; null where it is not paused. */
  pausedBy: string | null;
  pausedAt: number | null;
}

export interface Scheduler {
  /** Adds the schedule, or replaces the one with its id. @throws AppError `bad_schedule`. */
  register(schedule: Schedule): void;
  /** Schedules that people change while the program runs: asked at every tick, so that all processes know the newest. */
  registerSource(list: () => Promise<readonly Schedule[]>): void;
  list(): Promise<ScheduleState[]>;
  /** @throws AppError `unknown_schedule`. */
  get(id: string): Promise<ScheduleState>;
  /** Stays over restarts, for all processes; slots that pass meanwhile are not made up for. @returns false where it was paused already. */
  pause(id: string, by: string): Promise<boolean>;
  /** @returns false where it was not paused. */
  resume(id: string): Promise<boolean>;
  /** Enqueues its job now, paused or not. @throws AppError `unknown_schedule`, `already_running`. */
  runNow(id: string, options?: { payload?: unknown }): Promise<{ jobId: string }>;
}

/** What must be known after a restart, and by every process on the same database. */
export interface ScheduleStore {
  /** Schedules seen for the first time are due from the first slot after `nowMs`. */
  know(ids: readonly string[], nowMs: number): Promise<void>;
  read(ids: readonly string[]): Promise<Map<string, ScheduleMemory>>;
  pause(id: string, by: string, nowMs: number): Promise<boolean>;
  resume(id: string, nowMs: number): Promise<boolean>;
  /** Decides a slot once for all processes. @returns null where it was decided before, or the schedule is paused. */
  takeSlot(
    slot: Pick<ScheduleSlot, 'scheduleId' | 'slotMs' | 'cause' | 'missedCount' | 'takenAt'>,
  ): Promise<ScheduleSlot | null>;
  slotQueued(scheduleId: string, slotMs: number, jobId: string): Promise<void>;
  /** Slots of the clock whose job was not stored, because the process died between. */
  openSlots(): Promise<ScheduleSlot[]>;
}

export interface ScheduleMemory {
  /** Slots after this moment are due. */
  sinceMs: number;
  pausedBy: string | null;
  pausedAt: number | null;
  lastSlot: ScheduleSlot | null;
}

/** Jobs of one schedule share this group, by which overlap is seen. */
export function scheduleGroup(scheduleId: string): string {
  return `schedule:${scheduleId}`;
}
