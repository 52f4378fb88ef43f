/** Limits on what costs work, by the hour and by person and channel. */
import type { Rate, Taken } from './token-bucket.ts';

/** What is limited; the names are those of the settings. */
export type LimitedAct = 'links' | 'questions' | 'forms' | 'evals' | 'trials' | 'exports';

export interface LimitedPerson {
  teamId: string;
  userId: string;
}

/** The turns of the pieces of one message, in their order. */
export interface Turns {
  /** When each may begin, in milliseconds since the epoch; undefined: at once, whatever the clock of this machine says. */
  runAtMs: (number | undefined)[];
  /** For the person, where a piece has to wait: which limit, and how long. */
  later: string | null;
  /** Takes back the turns that were not needed, by their place. */
  giveBack(places: readonly number[]): Promise<void>;
}

export interface RateLimits {
  /**
   * For what is said in a message: it is never refused, it waits its turn, and while too much waits its person is told how long. A piece that waits for its person's turn does not count against
   * the channel, so that one person's hundred links do not hold up everybody else's.
   * @param saidAtMs where it was found later: when it was said
   */
  turns(
    act: 'links' | 'questions',
    who: LimitedPerson & { channelId: string },
    count: number,
    saidAtMs?: number,
  ): Promise<Turns>;
  /**
   * For what a person asks for by a command or a button, and can ask for again.
   * @returns what gives it back, where nothing came of it. @throws AppError `rate_limited` with when it goes on, `busy` while too
   * much waits.
   */
  take(act: LimitedAct, who: LimitedPerson): Promise<() => Promise<void>>;
  /** Before a command or button brings work whose pieces wait their turn. @throws AppError `busy` while too much waits */
  requireRoom(): Promise<void>;
}

/** Buckets that hold over restarts and for all processes; each call is one statement. */
export interface RateLimitStore {
  take(key: string, rate: Rate, count: number, nowMs: number): Promise<Taken['nextAtMs']>;
  /** @returns the moment at which the bucket is full again */
  reserve(key: string, rate: Rate, count: number, nowMs: number): Promise<number>;
  giveBack(key: string, rate: Rate, count: number): Promise<void>;
  /** Removes buckets that were full at this moment. */
  forget(fullBeforeMs: number): Promise<void>;
}
