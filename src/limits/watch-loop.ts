import type { Clock, Log } from '../core/outside.ts';

/** Looks at something again and again. */
export interface WatchLoop {
  start(): void;
  stop(): Promise<void>;
}

export function createWatchLoop(
  everyMs: number,
  { clock, log }: { clock: Clock; log: Log },
  look: () => void | Promise<void>,
): WatchLoop {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await look();
      } catch (error) {
        log.error('a guard could not look', { error });
      }
      await clock.sleep(everyMs, stopping.signal).catch(() => undefined);
    }
  }
  return {
    start() {
      running = run();
    },
    async stop() {
      stopping.abort(new Error('the guard is stopped'));
      await running;
    },
  };
}
