import type { Outside } from '../core/outside.ts';
import type { MissedMessages } from './missed-messages.ts';
import type { SlackSettings } from './settings.ts';

/** Everything that was said before this moment was heard, or is none of our business; kept over restarts. */
export interface HeardMark {
  /** Milliseconds since the epoch; null before the first start in that workspace. */
  get(teamId: string): Promise<number | null>;
  /** It never goes back: an earlier moment than the kept one changes nothing. */
  set(teamId: string, at: number): Promise<void>;
}

/** One workspace, as far as it is read back. */
export interface HeardTeam {
  botUserId: string;
  missed: MissedMessages;
  /** Stores what a `message` event means. @returns how many links of it are new. */
  take(message: object): Promise<number>;
}

/** Looks for messages whose events never came: Slack sends an event again at once, after 1 and after 5 minutes, and then never. */
export interface CatchUp {
  /** Call before listening: what is posted from now on belongs to Gloss. */
  start(): Promise<void>;
  /** The connection stands, perhaps again. */
  connected(): void;
}

/** Slack's retries of an event are over by then: whoever listens has heard what is older than this. */
const marginMs = 600_000;
const markEveryMs = 60_000;
const retryBaseMs = 5000;
const retryMaxMs = 300_000;
/** A message that is older than this and was not heard of was not just faster than its event. */
const overdueMs = 60_000;

/**
 * After every connect, and every `reconcileMinutes`, the channels are read back to the mark, which moves on when that is done; where nothing is
 * reconciled it moves with every minute of listening. A message that is found twice is no harm: `take` makes one job of a link. Nothing that was
 * said before the first start is read.
 */
export function createCatchUp(
  settings: Pick<SlackSettings, 'catchUpHours' | 'reconcileMinutes'>,
  outside: Pick<Outside, 'clock' | 'log'>,
  deps: {
    heard: HeardMark;
    /** Of the workspaces in which the app is installed now. */
    teamIds(): Promise<readonly string[]>;
    team(teamId: string): Promise<HeardTeam>;
    isListening(): boolean;
    /** The connection stands and messages did not come by it. */
    deaf(count: number): void;
    /** Ends it. */
    signal: AbortSignal;
  },
): CatchUp {
  const { clock, log } = outside;
  const { signal } = deps;
  const reconcileMs = settings.reconcileMinutes * 60_000;
  let isDue = false;
  let readAt = clock.now();
  let nap = new AbortController();

  /** @returns how many links are new and should have been heard of long ago, had there been a connection all the time */
  async function catchUpWith(teamId: string): Promise<number> {
    const team = await deps.team(teamId);
    const { botUserId, missed } = team;
    const until = clock.now();
    const sinceMs = Math.max((await deps.heard.get(teamId)) ?? until, until - settings.catchUpHours * 3_600_000);
    const failures: unknown[] = [];
    let created = 0;
    let overdue = 0;
    for (const channel of await missed.channels()) {
      try {
        for (const message of await missed.since(channel, sinceMs, botUserId)) {
          signal.throwIfAborted();
          const found = await team.take(message);
          created += found;
          if (isOverdue(message, until)) overdue += found;
        }
      } catch (error) {
        // The other channels do not wait for this one.
        failures.push(error);
      }
    }
    signal.throwIfAborted();
    if (created > 0) log.info('links were found that had been posted meanwhile', { teamId, created });
    if (failures.length > 0) throw failures[0];
    await deps.heard.set(teamId, until - marginMs);
    return overdue;
  }

  /** The same of all workspaces. */
  async function catchUp(): Promise<number> {
    const until = clock.now();
    const failures: unknown[] = [];
    let overdue = 0;
    for (const teamId of await deps.teamIds()) {
      try {
        overdue += await catchUpWith(teamId);
      } catch (error) {
        // One workspace does not wait for another.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    readAt = until;
    return overdue;
  }

  async function sleep(ms: number): Promise<void> {
    try {
      await clock.sleep(ms, AbortSignal.any([nap.signal, signal]));
    } catch (error) {
      if (!nap.signal.aborted && !signal.aborted) throw error;
    }
    nap = new AbortController();
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        if (isDue) {
          isDue = false;
          await catchUp();
        } else if (deps.isListening() && reconcileMs === 0) {
          for (const teamId of await deps.teamIds()) await deps.heard.set(teamId, clock.now() - marginMs);
        } else if (deps.isListening() && clock.now() - readAt >= reconcileMs) {
          const overdue = await catchUp();
          if (overdue > 0) deps.deaf(overdue);
        }
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        isDue = true;
        failures += 1;
        log.warn('what was posted meanwhile could not be read; it will be tried again', { error });
      }
      if (failures > 0) await sleep(Math.min(retryMaxMs, retryBaseMs * 2 ** (failures - 1)));
      else if (!isDue) await sleep(markEveryMs);
    }
  }

  return {
    async start() {
      if (settings.catchUpHours === 0) return;
      for (const teamId of await deps.teamIds()) {
        if ((await deps.heard.get(teamId)) === null) await deps.heard.set(teamId, clock.now());
      }
      void run();
    },
    connected() {
      isDue = true;
      nap.abort(new Error('the connection stands'));
    },
  };
}

/** By when it was last said: an edit may bring a link into an old message. */
function isOverdue(message: object, now: number): boolean {
  const { ts, edited } = message as { ts?: string; edited?: { ts?: string } };
  return now - Number(edited?.ts ?? ts) * 1000 > overdueMs;
}
