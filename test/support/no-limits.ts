import type { RateLimits } from '../../src/core/rate-limit.ts';

/** Everything may be done at once. */
export const noLimits: RateLimits = {
  turns: (_act, _who, count) =>
    Promise.resolve({
      runAtMs: Array.from({ length: count }, () => undefined),
      later: null,
      giveBack: () => Promise.resolve(),
    }),
  requireRoom: () => Promise.resolve(),
  take: () => Promise.resolve(() => Promise.resolve()),
};
