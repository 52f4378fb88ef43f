import type { Outside } from '../core/outside.ts';
import type { PressStore } from '../core/press-store.ts';

/**
 * Does a person's act once, whatever how often its payload comes: Slack sends again what was not acknowledged in time, and whoever recorded
 * a signed request can send it for five minutes, also to another process or after a restart. A later delivery waits for the first one's work
 * and does none. An act that a crash cut off is not lost: who began it has some seconds to say that it is done.
 * @param trigger unique for one press, one command, one submission
 */
export type OncePerTrigger = (trigger: string, work: () => Promise<void>) => Promise<void>;

/** Longer than a signature is taken for fresh. */
const keptMs = 600_000;
const maxKept = 10_000;
/** Whoever has not said so long after they began that they are done has died; and how often a process looks whether another one is done. */
const underwayMs = 10_000;
const lookAgainMs = 200;

export function createOncePerTrigger(
  outside: Pick<Outside, 'clock' | 'log'>,
  presses: Pick<PressStore, 'begin' | 'note'>,
): OncePerTrigger {
  const { clock, log } = outside;
  const kept = new Map<string, { at: number; done: Promise<void> }>();
  const forgetOld = (now: number): void => {
    for (const [trigger, { at }] of kept) {
      if (kept.size <= maxKept && now - at < keptMs) return;
      kept.delete(trigger);
    }
  };
  const passedOver = (): void => log.info('a payload came again and was passed over');
  /** The store only helps here: where it cannot be asked, the work itself says what is wrong. */
  const bestEffort = <T>(asked: Promise<T>, otherwise: NoInfer<T>): Promise<T> =>
    asked.catch((error: unknown) => {
      log.warn('what people pressed could not be looked up', { error });
      return otherwise;
    });
  /** @returns false where somebody else has done it, after waiting for them */
  const isMine = async (trigger: string): Promise<boolean> => {
    for (;;) {
      const state = await bestEffort(presses.begin(trigger, clock.now(), underwayMs), 'begun');
      if (state !== 'underway') return state === 'begun';
      await clock.sleep(lookAgainMs);
    }
  };
  const doUnlessDone = async (trigger: string, work: () => Promise<void>): Promise<void> => {
    if (!(await isMine(trigger))) {
      passedOver();
      return;
    }
    try {
      await work();
    } finally {
      await bestEffort(presses.note(trigger, clock.now()), undefined);
    }
  };
  return async (trigger, work) => {
    const now = clock.now();
    forgetOld(now);
    const known = kept.get(trigger);
    if (known !== undefined) {
      passedOver();
      // Whoever did it has been told already.
      return known.done.catch(() => undefined);
    }
    const done = doUnlessDone(trigger, work);
    kept.set(trigger, { at: now, done });
    return done;
  };
}
