import { AppError } from '../core/errors.ts';
import type { Clock } from '../core/outside.ts';
import type { QueueLoadStore } from '../core/queue-load.ts';
import { sayWait } from '../core/say-wait.ts';
import type { LimitSettings } from './settings.ts';

export interface BusyState {
  waiting: number;
  /** How long the last of them waits as things go; null where nothing was finished lately. */
  waitMs: number | null;
  /** More wait than `limits.maxWaitingJobs`. */
  isFull: boolean;
}

/** Whether more work waits than is good. */
export interface Busy {
  state(): Promise<BusyState>;
  /** For who posted something that will have to wait; null while it is not full. */
  note(): Promise<string | null>;
  /** Before something is begun that a person can ask for again. @throws AppError `busy` */
  requireRoom(): Promise<void>;
}

/** A burst of messages asks once. */
const keepMs = 2000;
const latelyMs = 600_000;

export function createBusy(
  { maxWaitingJobs }: Pick<LimitSettings, 'maxWaitingJobs'>,
  store: QueueLoadStore,
  clock: Pick<Clock, 'now' | 'monotonic'>,
): Busy {
  let kept: { at: number; state: Promise<BusyState> } | null = null;

  const read = async (): Promise<BusyState> => {
    const now = clock.now();
    const { waiting, finished } = await store.load(now, latelyMs);
    const forMs = finished === null ? 0 : now - Math.max(finished.sinceMs, now - latelyMs);
    const waitMs = finished === null || forMs <= 0 ? null : (waiting * forMs) / finished.count;
    return { waiting, waitMs, isFull: maxWaitingJobs > 0 && waiting > maxWaitingJobs };
  };
  const state = (): Promise<BusyState> => {
    const at = clock.monotonic();
    if (kept === null || at - kept.at >= keepMs) {
      const fresh = { at, state: read() };
      fresh.state.catch(() => (kept = null));
      kept = fresh;
    }
    return kept.state;
  };
  const howLong = ({ waiting, waitMs }: BusyState): string =>
    `${waiting} jobs wait${waitMs === null ? '' : `, ${sayWait(waitMs)}`}`;

  return {
    state,
    async note() {
      const now = await state();
      return now.isFull ? `Gloss is busy: ${howLong(now)}. This is kept and will be read.` : null;
    },
    async requireRoom() {
      const now = await state();
      if (!now.isFull) return;
      throw new AppError({
        code: 'busy',
        message: `Gloss is busy: ${howLong(now)}.`,
        hint: 'Nothing was begun; ask again later.',
        retryable: true,
      });
    },
  };
}
