import type { Outside } from '../core/outside.ts';

/** What goes into the audit log of the house. */
export interface RefusedRequests {
  /** The route's name in `/openapi.json`, or `none`. */
  target: string;
  /** The problem's code, and how many of its kind a row stands for where it is more than one. */
  after: string;
}

/** Keeps refused requests in the audit log without a row for each: somebody who guesses keys must not fill a disk. */
export interface RefusalLog {
  /** Never waits, never throws. */
  count(code: string, route: string): void;
  /** Writes down what was only counted so far. */
  stop(): Promise<void>;
}

const windowMs = 600_000;

/**
 * The first refusal of a kind is a row at once, those of the next ten minutes are one row together.
 * @param record @throws while nothing can be recorded; it is then counted into the next row
 */
export function createRefusalLog(
  outside: Pick<Outside, 'clock' | 'log'>,
  record: (refused: RefusedRequests) => Promise<void>,
): RefusalLog {
  const windows = new Map<string, { count: number; route: string }>();
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  const watch = async (code: string, route: string): Promise<void> => {
    const window = { count: 0, route };
    windows.set(code, window);
    try {
      await record({ target: route, after: code });
    } catch (error) {
      window.count += 1;
      outside.log.debug('a refusal was not recorded yet', { error });
    }
    // A stop ends the window early.
    await outside.clock.sleep(windowMs, stopping.signal).catch(() => undefined);
    windows.delete(code);
    if (window.count === 0) return;
    try {
      await record({ target: window.route, after: `${code}, ${window.count} more` });
    } catch (error) {
      outside.log.warn('refused requests are missing in the audit log', { code, count: window.count, error });
    }
  };

  return {
    count(code, route) {
      const known = windows.get(code);
      if (known !== undefined) {
        known.count += 1;
        known.route = route;
        return;
      }
      if (stopping.signal.aborted) return;
      const watching = watch(code, route).finally(() => running.delete(watching));
      running.add(watching);
    },
    async stop() {
      stopping.abort(new Error('the HTTP API is stopped'));
      await Promise.all(running);
    },
  };
}
