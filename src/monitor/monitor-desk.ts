/** What people and jobs do with monitors. */
import { AppError } from '../core/errors.ts';
import type { Failure } from '../core/errors.ts';
import type { MonitorRun, MonitorStore } from '../core/monitor.ts';
import type { JobContext, ReplyPlace } from '../core/ports.ts';
import type { SettingProblem } from '../core/read-settings.ts';
import type { Schedule, Scheduler, ScheduleState } from '../core/schedule.ts';
import { parseOverride } from './apply-overrides.ts';
import type { Override } from './apply-overrides.ts';
import type { Monitor } from './definition.ts';
import type { MonitorPayload } from './monitor-payload.ts';
import type { MonitorParts } from './plugins.ts';
import { nothing, runMonitor } from './run-monitor.ts';

export interface MonitorFiles {
  monitors: Monitor[];
  /** Of files that are left out. */
  problems: SettingProblem[];
}

export interface MonitorOverview {
  monitor: Monitor;
  /** null where it runs only by hand. */
  schedule: ScheduleState | null;
  lastRun: MonitorRun | null;
}

export interface MonitorStatus extends MonitorOverview {
  /** Newest first. */
  runs: MonitorRun[];
  /** Items it is done with. */
  counts: { scored: number; failed: number };
  /** Results that a target has not taken yet. */
  waiting: { target: string; count: number }[];
}

/** The message that shows how far a run is. Best effort. */
export interface MonitorProgress {
  show(place: ReplyPlace, name: string, done: number, total: number): void;
  finish(place: ReplyPlace, name: string, end: MonitorRun | Failure): Promise<void>;
}

export interface MonitorDesk {
  overview(): Promise<{ monitors: MonitorOverview[]; problems: SettingProblem[] }>;
  /** @throws AppError `unknown_monitor`, `monitor_invalid`. */
  status(name: string, runLimit: number): Promise<MonitorStatus>;
  /** Whether it could be started so. @throws AppError `unknown_monitor`, `monitor_invalid`, `bad_override`. */
  check(name: string, overrides: readonly string[]): Promise<void>;
  /** Stores the job. @throws AppError `unknown_schedule`, `already_running`. */
  start(
    name: string,
    options: { overrides: readonly string[]; startedBy: string; place: ReplyPlace | null },
  ): Promise<{ jobId: string }>;
  /** @returns false where it was paused already. */
  pause(name: string, by: string): Promise<boolean>;
  /** @returns false where it was not paused. */
  resume(name: string): Promise<boolean>;
  /** Without a job: for scripts. A source that fails is in the run. @throws AppError `unknown_monitor`, `monitor_invalid`, `bad_override` */
  runOnce(name: string, overrides: readonly string[], signal: AbortSignal): Promise<MonitorRun>;
  schedules(): Promise<Schedule[]>;
  runJob(payload: MonitorPayload, context: JobContext): Promise<void>;
  onDead(payload: MonitorPayload, failure: Failure, context: { jobId: string }): Promise<void>;
}

export interface MonitorDeskDeps {
  /** Reads the folder anew. */
  read(overrides: readonly Override[], only: string | null): Promise<MonitorFiles>;
  store: MonitorStore;
  parts: MonitorParts;
  scheduler: Pick<Scheduler, 'get' | 'pause' | 'resume' | 'runNow'>;
  progress: MonitorProgress;
}

export const monitorJobKind = 'run-monitor';

export function createMonitorDesk(deps: MonitorDeskDeps): MonitorDesk {
  const { store, scheduler, parts, progress } = deps;
  let lastProblems = '';

  async function find(name: string, overrides: readonly string[] = []): Promise<Monitor> {
    const { monitors, problems } = await deps.read(overrides.map(parseOverride), name);
    const monitor = monitors.find((one) => one.name === name);
    if (monitor) return monitor;
    if (problems.length > 0) {
      throw new AppError({
        code: 'monitor_invalid',
        message: problems.map(({ where, message }) => `${where} ${message}`).join('\n'),
        hint: 'The other monitors run; mend the file and try again.',
      });
    }
    const known = (await deps.read([], null)).monitors.map((one) => one.name);
    throw new AppError({
      code: 'unknown_monitor',
      message: `There is no monitor "${name}".`,
      hint: known.length === 0 ? 'There is none yet.' : `Known: ${known.join(', ')}.`,
    });
  }

  async function overviewOf(monitor: Monitor): Promise<MonitorOverview> {
    const schedule = await scheduler.get(scheduleId(monitor.name));
    const [lastRun = null] = await store.runs.list({ monitor: monitor.name, limit: 1 });
    return { monitor, schedule: schedule.schedule.timing === null ? null : schedule, lastRun };
  }

  async function findScheduled(name: string): Promise<Monitor> {
    const monitor = await find(name);
    if (monitor.enabled && monitor.timing !== null) return monitor;
    throw new AppError({
      code: 'monitor_not_scheduled',
      message: `The monitor ${name} has no schedule: it runs only when somebody starts it.`,
    });
  }

  return {
    async overview() {
      const { monitors, problems } = await deps.read([], null);
      return { monitors: await Promise.all(monitors.map(overviewOf)), problems };
    },
    async status(name, runLimit) {
      const monitor = await find(name);
      const runs = await store.runs.list({ monitor: name, limit: runLimit });
      const counts = (await store.scored.counts()).filter((count) => count.monitor === name);
      const waiting = (await store.outbox.waitingCounts()).filter((count) => count.monitor === name);
      return {
        ...(await overviewOf(monitor)),
        runs,
        counts: {
          scored: counts.reduce((sum, { scored }) => sum + scored, 0),
          failed: counts.reduce((sum, { failed }) => sum + failed, 0),
        },
        waiting: waiting.map(({ target, count }) => ({ target, count })),
      };
    },
    async check(name, overrides) {
      await find(name, overrides);
    },
    async start(name, { overrides, startedBy, place }) {
      const payload: MonitorPayload = { name, overrides: [...overrides], startedBy, place };
      return scheduler.runNow(scheduleId(name), { payload });
    },
    async pause(name, by) {
      await findScheduled(name);
      return scheduler.pause(scheduleId(name), by);
    },
    async resume(name) {
      await findScheduled(name);
      return scheduler.resume(scheduleId(name));
    },
    async schedules() {
      const { monitors, problems } = await deps.read([], null);
      const said = JSON.stringify(problems);
      if (said !== lastProblems) {
        for (const problem of problems) parts.outside.log.error('a monitor was left out', { ...problem });
      }
      lastProblems = said;
      return monitors.map(toSchedule);
    },
    async runOnce(name, overrides, signal) {
      const monitor = await find(name, overrides);
      const runId = parts.outside.newId();
      const context = {
        runId,
        startedBy: 'script',
        signal,
        step: <T>(_name: string, work: () => Promise<T>) => work(),
        onProgress: () => undefined,
      };
      try {
        return await runMonitor(monitor, context, { store, parts });
      } catch (thrown) {
        const run = await store.runs.get(runId);
        if (run?.outcome === 'failed') return run;
        throw thrown;
      }
    },
    async runJob({ name, overrides, startedBy, place }, job) {
      const monitor = await find(name, overrides);
      const context = {
        runId: job.jobId,
        startedBy,
        signal: job.signal,
        step: <T>(step: string, work: () => Promise<T>) => job.step(step, work),
        onProgress: (done: number, total: number) => {
          if (place !== null) progress.show(place, name, done, total);
        },
      };
      const run = await runMonitor(monitor, context, { store, parts });
      if (place !== null) await progress.finish(place, name, run);
    },
    async onDead({ name, startedBy, place }, failure, { jobId }) {
      const now = parts.outside.clock.now();
      const known = await store.runs.get(jobId);
      const run = known ?? neverRun({ id: jobId, monitor: name, startedBy, startedAt: now });
      await store.runs.put({ ...run, outcome: 'failed', finishedAt: now, failure });
      if (place !== null) await progress.finish(place, name, failure);
    },
  };
}

export function scheduleId(name: string): string {
  return `monitor:${name}`;
}

function toSchedule({ name, timing, enabled }: Monitor): Schedule {
  const payload: MonitorPayload = { name, overrides: [], startedBy: 'clock', place: null };
  return {
    id: scheduleId(name),
    title: `Monitor ${name}`,
    timing: enabled ? timing : null,
    kind: monitorJobKind,
    payload,
    maxAttempts: 3,
  };
}

/** A run that came to nothing before it knew what to look at. */
function neverRun(run: Pick<MonitorRun, 'id' | 'monitor' | 'startedBy' | 'startedAt'>): MonitorRun {
  return {
    ...run,
    source: '',
    finishedAt: null,
    outcome: 'running',
    window: { fromMs: run.startedAt, toMs: run.startedAt },
    ...nothing,
    targets: [],
    failure: null,
  };
}
