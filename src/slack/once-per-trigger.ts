import type { Outside } from '../core/outside.ts';

/**
 * Does a person's act once, whatever how often its payload comes: Slack sends again what was not acknowledged in time, and whoever recorded
 * a signed request can send it for five minutes. A later delivery waits for the first one's work and does none. In one process; between
 * several, each act looks at the state it was made for.
 * @param trigger unique for one press, one command, one submission
 */
export type OncePerTrigger = (trigger: string, work: () => Promise<void>) => Promise<void>;

/** Longer than a signature is taken for fresh. */
const keptMs = 600_000;
const maxKept = 10_000;

export function createOncePerTrigger(outside: Pick<Outside, 'clock' | 'log'>): OncePerTrigger {
  const kept = new Map<string, { at: number; done: Promise<void> }>();
  const forgetOld = (now: number): void => {
    for (const [trigger, { at }] of kept) {
      if (kept.size <= maxKept && now - at < keptMs) return;
      kept.delete(trigger);
    }
  };
  return async (trigger, work) => {
    const now = outside.clock.now();
    forgetOld(now);
    const known = kept.get(trigger);
    if (known !== undefined) {
      outside.log.info('a payload came again and was passed over');
      // Whoever did it has been told already.
      return known.done.catch(() => undefined);
    }
    const done = work();
    kept.set(trigger, { at: now, done });
    return done;
  };
}
