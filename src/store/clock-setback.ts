import type { Clock } from '../core/outside.ts';

/** A drift of the machine's clock that is corrected little by little is none. */
const toleratedMs = 1000;

/** @returns a function that says by how many milliseconds the clock was put back since its last call, 0 where it was not */
export function createSetbackWatch(clock: Pick<Clock, 'now' | 'monotonic'>): () => number {
  let last = { now: clock.now(), at: clock.monotonic() };
  return () => {
    const next = { now: clock.now(), at: clock.monotonic() };
    const backMs = last.now + (next.at - last.at) - next.now;
    last = next;
    return backMs > toleratedMs ? Math.ceil(backMs) : 0;
  };
}
