import type { Clock, Log } from '../core/outside.ts';
import type { GuardState } from './memory-guard.ts';
import type { LimitSettings } from './settings.ts';
import { createWatchLoop, type WatchLoop } from './watch-loop.ts';

export interface DiskGuard extends WatchLoop {
  state(): GuardState;
  /** Whether spans and artifacts are kept: they are given up first, because nobody waits for them. */
  keepsTraces(): boolean;
  /** Says that so many spans were not kept. */
  gaveUp(spanCount: number): void;
}

const everyMs = 5000;
/** Traces are given up below twice of what must stay free. */
const tracesFactor = 2;

/**
 * Watches the free space of the disks that the databases are on. What is acknowledged must be storable, so new work stops before the disk is
 * full: first traces are given up, then no new jobs are begun, and what still comes in is stored and waits. It goes on by itself.
 */
export function createDiskGuard(
  { minFreeDiskMb }: Pick<LimitSettings, 'minFreeDiskMb'>,
  deps: {
    /** Of the disk that has the least. */
    freeBytes: () => Promise<number>;
    /** null: new jobs may be begun. */
    hold(why: string | null): void;
    /** Told once when it begins and once when it is over. */
    tell(text: string): void;
    clock: Clock;
    log: Log;
  },
): DiskGuard {
  const { log } = deps;
  const minBytes = minFreeDiskMb * 1e6;
  let level: 'ok' | 'low' | 'stopped' = 'ok';
  let free: number | null = null;
  let lostSpans = 0;
  const mb = (): string => `${Math.round((free ?? 0) / 1e6)} MB`;

  const levelOf = (bytes: number): typeof level => {
    // A tenth more to come back, so that one deleted file does not switch it on and off.
    const below = (limit: number, isBelow: boolean): boolean => bytes < (isBelow ? limit * 1.1 : limit);
    if (below(minBytes, level === 'stopped')) return 'stopped';
    return below(minBytes * tracesFactor, level !== 'ok') ? 'low' : 'ok';
  };

  async function look(): Promise<void> {
    free = await deps.freeBytes();
    const next = levelOf(free);
    if (next === level) return;
    const before = level;
    level = next;
    log[next === 'ok' ? 'info' : 'warn']('free disk space changed what is done', { free: mb(), level: next });
    if (next === 'stopped') {
      deps.hold('the disk is nearly full');
      deps.tell(
        `Only ${mb()} are free on the disk of Gloss, so it begins nothing new; links that are posted wait. It goes on by itself once more than ${minFreeDiskMb} MB are free.`,
      );
    } else if (before === 'stopped') {
      deps.hold(null);
      deps.tell(`There is room on the disk of Gloss again (${mb()} free); what waited is read now.`);
    }
  }

  return {
    ...createWatchLoop(everyMs, deps, look),
    keepsTraces: () => level === 'ok',
    gaveUp(spanCount) {
      lostSpans += spanCount;
    },
    state() {
      const lost = lostSpans === 0 ? '' : `; ${lostSpans} spans were given up`;
      if (free === null) return { status: 'ok', detail: 'not looked at yet' };
      const detail = `${free < 1e10 ? mb() : `${Math.round(free / 1e9)} GB`} free${lost}`;
      if (level === 'stopped') return { status: 'degraded', detail: `${detail}; no new jobs are begun` };
      return level === 'low'
        ? { status: 'degraded', detail: `${detail}; no traces are kept` }
        : { status: 'ok', detail };
    },
  };
}
