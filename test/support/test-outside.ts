import type { Clock, Log, LogFields, Outside } from '../../src/core/outside.ts';

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  fields: LogFields;
}

/** A held clock: time stands still until the test moves it. */
export interface TestClock extends Clock {
  /** Moves time on and wakes every sleeper and timeout that is due, in order, letting their continuations run. */
  advance(ms: number): Promise<void>;
  /** How many sleepers and timeouts are waiting. */
  waiting(): number;
  /** Lets something that keeps time outside of this process move with this clock. */
  follow(follower: ClockFollower): void;
}

export interface ClockFollower {
  /** Called at every step of time, before anyone wakes, and waited for. */
  moved(now: number): Promise<void>;
  /** Called after sleepers were woken: resolves when what they began there is done. */
  settled(): Promise<void>;
}

export interface TestOutside extends Outside {
  clock: TestClock;
  logged: LogLine[];
}

function createTestClock(startMs: number): TestClock {
  let now = startMs;
  const waiters = new Set<{ at: number; wake: () => void }>();
  const followers: ClockFollower[] = [];

  async function step(to: number, wake?: () => void): Promise<void> {
    now = to;
    for (const follower of followers) await follower.moved(now);
    wake?.();
    await new Promise((resolve) => setImmediate(resolve));
    for (const follower of followers) await follower.settled();
  }

  return {
    now: () => now,
    monotonic: () => now - startMs,
    sleep(ms, signal) {
      return new Promise<void>((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const waiter = { at: now + ms, wake: resolve };
        waiters.add(waiter);
        signal?.addEventListener(
          'abort',
          () => {
            if (waiters.delete(waiter)) reject(signal.reason as Error);
          },
          { once: true },
        );
      });
    },
    timeout(ms) {
      const controller = new AbortController();
      waiters.add({
        at: now + ms,
        wake: () => controller.abort(new DOMException('The operation took too long.', 'TimeoutError')),
      });
      return controller.signal;
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const due = [...waiters].filter((waiter) => waiter.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        waiters.delete(due);
        await step(Math.max(now, due.at), due.wake);
      }
      await step(end);
    },
    waiting: () => waiters.size,
    follow: (follower) => void followers.push(follower),
  };
}

/** An Outside with a held clock (2026-03-02T09:00:00Z), seeded randomness, counted ids and a log that is kept. */
export function createTestOutside(options: { startMs?: number; seed?: number } = {}): TestOutside {
  let state = options.seed ?? 1;
  let ids = 0;
  const logged: LogLine[] = [];
  const createLog = (bound: LogFields): Log => {
    const write = (level: LogLine['level']) => (message: string, fields?: LogFields) => {
      logged.push({ level, message, fields: { ...bound, ...fields } });
    };
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (fields) => createLog({ ...bound, ...fields }),
    };
  };
  return {
    clock: createTestClock(options.startMs ?? Date.UTC(2026, 2, 2, 9, 0, 0)),
    random() {
      // mulberry32: small, seeded, good enough to vary a test
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
    newId() {
      ids += 1;
      return `01900000-0000-7000-8000-${String(ids).padStart(12, '0')}`;
    },
    log: createLog({}),
    logged,
  };
}
