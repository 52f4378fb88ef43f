import type { Clock } from '../core/outside.ts';
import type { Person } from './tell.ts';

/** Decides whether somebody is told that what they posted has to wait: who posts fast would otherwise get as many notes as messages. */
export interface WaitNotes {
  /** True once in five minutes for a person in a channel. */
  isDue(person: Pick<Person, 'userId' | 'channelId'>): boolean;
}

const quietMs = 300_000;

export function createWaitNotes(clock: Pick<Clock, 'monotonic'>): WaitNotes {
  const toldAt = new Map<string, number>();
  return {
    isDue({ userId, channelId }) {
      const now = clock.monotonic();
      // In the order in which they were told: the first that is still fresh ends it.
      for (const [known, at] of toldAt) {
        if (now - at < quietMs) break;
        toldAt.delete(known);
      }
      const key = `${userId} ${channelId}`;
      if (toldAt.has(key)) return false;
      toldAt.set(key, now);
      return true;
    },
  };
}
