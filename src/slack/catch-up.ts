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

/** Looks for messages that were posted while no connection stood: Slack sends an event again at once, after 1 and after 5 minutes, and then never. */
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

/**
 * After every connect the channels are read back to the mark; the mark moves on when that is done, and then with every minute of listening. A message
 * that is found twice is no harm: `take` makes one job of a link. Nothing that was said before the first start is read.
 */
export function createCatchUp(
  settings: Pick<SlackSettings, 'catchUpHours'>,
  outside: Pick<Outside, 'clock' | 'log'>,
  deps: {
    heard: HeardMark;
    /** Of the workspaces in which the app is installed now. */
    teamIds(): Promise<readonly string[]>;
    team(teamId: string): Promise<HeardTeam>;
    isListening(): boolean;
    /** Ends it. */
    signal: AbortSignal;
  },
): CatchUp {
  const { clock, log } = outside;
  const { signal } = deps;
  let isDue = false;
  let nap = new AbortController();

  async function catchUpWith(teamId: string): Promise<void> {
    const team = await deps.team(teamId);
    const { botUserId, missed } = team;
    const until = clock.now();
    const sinceMs = Math.max((await deps.heard.get(teamId)) ?? until, until - settings.catchUpHours * 3_600_000);
    const failures: unknown[] = [];
    let created = 0;
    for (const channel of await missed.channels()) {
      try {
        for (const message of await missed.since(channel, sinceMs, botUserId)) {
          signal.throwIfAborted();
          created += await team.take(message);
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
  }

  async function catchUp(): Promise<void> {
    const failures: unknown[] = [];
    for (const teamId of await deps.teamIds()) {
      // One workspace does not wait for another.
      await catchUpWith(teamId).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
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
        } else if (deps.isListening()) {
          for (const teamId of await deps.teamIds()) await deps.heard.set(teamId, clock.now() - marginMs);
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
