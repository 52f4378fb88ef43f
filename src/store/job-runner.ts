import type { Outside } from '../core/outside.ts';
import type { JobKind } from '../core/ports.ts';
import { createRegistry } from '../core/registry.ts';
import { executeJob } from './job-execution.ts';
import { giveNotice } from './give-notice.ts';
import type { ClaimedJob, JobChange, JobClaim, JobQueue } from './job-queue.ts';
import { jobCancelled, jobLost, jobStopped, jobTimedOut } from './job-stop.ts';
import type { JobSettings } from './settings.ts';

export interface JobRunner {
  /** Takes back what dead processes left and begins to work. May be called again after `stop`. */
  start(): void;
  /** Looks at the queue now. Jobs stored through the same store wake it by themselves. */
  wake(): void;
  /** Claims nothing new, waits up to `drainMs` (default: the setting) for running jobs, then aborts the rest and gives them back. */
  stop(options?: { drainMs?: number }): Promise<void>;
  /** Resolves as soon as nothing runs and nothing is due, or the runner was stopped. */
  idle(): Promise<void>;
  /** While there is a reason nothing new is begun; what runs goes on. One reason for each `who`, null takes it back. */
  hold(who: string, why: string | null): void;
  /** Why nothing new is begun; empty where it is. */
  held(): string[];
  /** How many jobs run now. */
  runningCount(): number;
}

/** From a start to its stop. */
interface Session {
  /** Fires when nothing new may be claimed. */
  stop: AbortController;
  /** Fires when running jobs need no more signs of life. */
  heart: AbortController;
  loops: { work: Promise<void>; keepAlive: Promise<void> };
  unsubscribe: () => void;
  ended: Promise<void> | null;
}

interface Attempt {
  job: ClaimedJob;
  abort: AbortController;
  /** On the monotonic clock. */
  startedAt: number;
  done: Promise<void>;
}

/** From this many crashes in a row a job runs by itself, so that the one that kills the process takes no others with it. */
const suspectCrashes = 3;
/** Aborted handlers get this long to let go before their jobs are given back. */
const abortGraceMs = 2000;
const noticesAtOnce = 4;

/** Runs the jobs of a queue in this process. */
export function createJobRunner(options: {
  queue: JobQueue;
  kinds: readonly JobKind<unknown>[];
  settings: JobSettings;
  outside: Outside;
}): JobRunner {
  const { queue, settings, outside } = options;
  const { clock, log } = outside;
  const kinds = createRegistry('job_kind', options.kinds);
  const kindIds = options.kinds.map((kind) => kind.id);
  const deps = { queue, kinds, outside };
  const attempts = new Map<string, Attempt>();
  const notices = new Set<Promise<void>>();
  const idleWaiters = new Set<() => void>();
  /** Runs by itself now. */
  let alone: Attempt | null = null;
  /** Kind of a suspect that waits until nothing else runs. */
  let suspectKind: string | null = null;
  const holds = new Map<string, string>();
  let session: Session | null = null;
  let nap = new AbortController();
  let isWoken = false;

  const claims = (): JobClaim[] =>
    [...attempts.values()].map(({ job }) => ({ jobId: job.jobId, attempt: job.attempt }));

  function wake(): void {
    isWoken = true;
    nap.abort();
  }

  function isFull(kind: string): boolean {
    const limit = settings.concurrencyByKind[kind] ?? settings.concurrency;
    let count = 0;
    for (const { job } of attempts.values()) if (job.kind === kind) count += 1;
    return count >= limit;
  }

  async function finish(attempt: Attempt): Promise<void> {
    await executeJob(attempt.job, attempt.abort, deps);
    // After a stop that did not wait for it, the place may belong to a later attempt.
    if (attempts.get(attempt.job.jobId) === attempt) attempts.delete(attempt.job.jobId);
    if (alone === attempt) alone = null;
    wake();
  }

  function launch(job: ClaimedJob): Attempt {
    const attempt = { job, abort: new AbortController(), startedAt: clock.monotonic(), done: Promise.resolve() };
    attempts.set(job.jobId, attempt);
    attempt.done = finish(attempt);
    return attempt;
  }

  async function accept(job: ClaimedJob): Promise<void> {
    if (job.crashes < suspectCrashes) {
      launch(job);
    } else if (attempts.size === 0) {
      suspectKind = null;
      alone = launch(job);
    } else {
      // Given back rather than held: a crash of the others meanwhile is not its fault.
      suspectKind = job.kind;
      await queue.release(job);
    }
  }

  function mayClaim(): boolean {
    if (session === null || session.stop.signal.aborted || alone !== null || holds.size > 0) return false;
    return suspectKind === null || attempts.size === 0;
  }

  /** One claim of each kind that has room. @returns whether there may be more. */
  async function claimRound(): Promise<boolean> {
    let hasClaimed = false;
    const first = suspectKind === null ? [] : [suspectKind];
    for (const kind of [...first, ...kindIds]) {
      if (!mayClaim()) return false;
      if (isFull(kind)) continue;
      const job = await queue.claim(kind);
      if (kind === suspectKind) suspectKind = null;
      if (job === null) continue;
      await accept(job);
      hasClaimed = true;
    }
    return hasClaimed;
  }

  async function fill(): Promise<void> {
    await queue.refuseUnknownKinds(kindIds);
    while (notices.size < noticesAtOnce) {
      const notice = await queue.takeNotice();
      if (notice === null) break;
      const given = giveNotice(notice, deps).finally(() => {
        notices.delete(given);
        wake();
      });
      notices.add(given);
    }
    while (await claimRound());
  }

  function answerIdle(): void {
    for (const resolve of idleWaiters) resolve();
    idleWaiters.clear();
  }

  async function nextLookMs(): Promise<number> {
    const dueAt = await queue.nextDueAt(kindIds);
    const waitMs = dueAt === null ? settings.pollIntervalMs : dueAt - clock.now();
    // What woke it meanwhile may be work, so it looks again first.
    if (waitMs > 0 && !isWoken && attempts.size === 0 && notices.size === 0) answerIdle();
    // What is due and was not claimed waits for a free slot, and that wakes.
    return waitMs > 0 ? Math.min(waitMs, settings.pollIntervalMs) : settings.pollIntervalMs;
  }

  async function work(stop: AbortSignal): Promise<void> {
    // First what dead processes left, so that the oldest work goes on before anything new begins.
    await tryBeat();
    while (!stop.aborted) {
      isWoken = false;
      nap = new AbortController();
      let waitMs = settings.pollIntervalMs;
      try {
        await fill();
        waitMs = await nextLookMs();
      } catch (error) {
        log.error('the job queue could not be read', { cause: error });
      }
      if (!isWoken && !stop.aborted) await sleepUntil(waitMs, AbortSignal.any([nap.signal, stop]));
    }
  }

  async function sleepUntil(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async function beat(): Promise<void> {
    for (const { job, abort, startedAt } of attempts.values()) {
      const timeoutMs = kinds.get(job.kind).timeoutMs ?? settings.timeoutMs;
      const isLate = clock.monotonic() - startedAt > timeoutMs;
      if (isLate && !abort.signal.aborted) {
        log.warn('a job is stopped because it takes too long', { jobId: job.jobId, kind: job.kind });
        abort.abort(jobTimedOut(timeoutMs));
      }
    }
    if (attempts.size > 0) {
      const { lost, cancelling } = await queue.heartbeat(claims());
      for (const jobId of lost) attempts.get(jobId)?.abort.abort(jobLost());
      for (const { jobId, reason } of cancelling) attempts.get(jobId)?.abort.abort(jobCancelled(reason));
    }
    const recovered = await queue.recover(claims());
    const { requeued, dead, cancelled } = recovered;
    if (requeued + dead + cancelled > 0) {
      log.warn('jobs of a process that died were taken over', recovered);
      wake();
    }
  }

  async function tryBeat(): Promise<void> {
    try {
      await beat();
    } catch (error) {
      log.error('the heartbeat of running jobs failed', { cause: error });
    }
  }

  async function keepAlive(heart: AbortSignal): Promise<void> {
    while (!heart.aborted) {
      await sleepUntil(settings.heartbeatMs, heart);
      if (!heart.aborted) await tryBeat();
    }
  }

  function onChange(change: JobChange): void {
    if (change.type === 'cancelling') {
      for (const jobId of change.jobIds) attempts.get(jobId)?.abort.abort(jobCancelled(change.reason));
      wake();
    } else {
      // Whoever stored a job answers its own caller first: Slack's event is acknowledged before the work on it begins.
      setImmediate(wake);
    }
  }

  async function settleWithin(ms: number): Promise<void> {
    const over = new AbortController();
    const settled = Promise.all([...[...attempts.values()].map(({ done }) => done), ...notices]).then(() =>
      over.abort(),
    );
    await Promise.race([settled, sleepUntil(ms, over.signal)]);
  }

  async function tryRelease(job: ClaimedJob): Promise<void> {
    try {
      await queue.release(job);
    } catch (error) {
      log.error('a job could not be given back; it is taken over as after a crash', { jobId: job.jobId, cause: error });
    }
  }

  async function end({ stop, heart, loops, unsubscribe }: Session, drainMs: number): Promise<void> {
    stop.abort();
    await loops.work;
    await settleWithin(drainMs);
    for (const { abort } of attempts.values()) abort.abort(jobStopped());
    await settleWithin(abortGraceMs);
    heart.abort();
    await loops.keepAlive;
    unsubscribe();
    for (const { job } of attempts.values()) await tryRelease(job);
    attempts.clear();
    alone = null;
    suspectKind = null;
    session = null;
    answerIdle();
  }

  return {
    start() {
      if (session !== null) return;
      const stop = new AbortController();
      const heart = new AbortController();
      session = {
        stop,
        heart,
        loops: { work: work(stop.signal), keepAlive: keepAlive(heart.signal) },
        unsubscribe: queue.subscribe(onChange),
        ended: null,
      };
    },
    wake,
    stop({ drainMs = settings.drainMs } = {}) {
      if (session === null) return Promise.resolve();
      session.ended ??= end(session, drainMs);
      return session.ended;
    },
    idle: () =>
      new Promise((resolve) => {
        idleWaiters.add(resolve);
        wake();
      }),
    hold(who, why) {
      if (why !== null) holds.set(who, why);
      else if (holds.delete(who)) wake();
    },
    held: () => [...holds.values()],
    runningCount: () => attempts.size,
  };
}
