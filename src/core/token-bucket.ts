/** How often something may be done: `burst` times at once, then one more every `intervalMs`. */
export interface Rate {
  burst: number;
  intervalMs: number;
}

/**
 * A token bucket as one number: the moment at which it is full again, in milliseconds since the epoch. What was never touched is full.
 * store/limits keeps the number and says the same in SQL.
 */
export type BucketState = number | null;

export interface Taken {
  state: BucketState;
  /** null where it was granted, else the first moment at which it would be, if nobody else takes. */
  nextAtMs: number | null;
}

/** Takes all of `count` or nothing; more than a full bucket holds is never granted, so ask for at most `burst`. */
export function takeTokens(state: BucketState, { burst, intervalMs }: Rate, count: number, nowMs: number): Taken {
  const fullAtMs = Math.max(state ?? nowMs, nowMs) + count * intervalMs;
  const emptyAtMs = fullAtMs - burst * intervalMs;
  return emptyAtMs <= nowMs ? { state: fullAtMs, nextAtMs: null } : { state, nextAtMs: emptyAtMs };
}

/** Takes `count` in any case. @returns when each of them has its turn: now, or once the bucket has filled up to it. */
export function reserveTokens(
  state: BucketState,
  rate: Rate,
  count: number,
  nowMs: number,
): { state: number; turnsMs: number[] } {
  const fullAtMs = Math.max(state ?? nowMs, nowMs) + count * rate.intervalMs;
  return { state: fullAtMs, turnsMs: turnsOf(fullAtMs, rate, count, nowMs) };
}

/** The turns of the last `count` tokens of a bucket that is full again at `fullAtMs`. */
export function turnsOf(fullAtMs: number, { burst, intervalMs }: Rate, count: number, nowMs: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Math.max(nowMs, fullAtMs - (count - 1 - index + burst) * intervalMs),
  );
}
