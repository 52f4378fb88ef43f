import type { RateLimits } from '../../src/core/rate-limit.ts';

/** Everything may be done at once. */
export const noLimits: RateLimits = {
  turns: (_act, _who, count, saidAtMs = 0) =>
    Promise.resolve({
      runAtMs: Array.from({ length: count }, () => saidAtMs),
      later: null,
      giveBack: () => Promise.resolve(),
    }),
  requireRoom: () => Promise.resolve(),
  take: () => Promise.resolve(() => Promise.resolve()),
};
