import { AppError } from '../core/errors.ts';
import type { Clock } from '../core/outside.ts';
import type { LimitedAct, LimitedPerson, RateLimits, RateLimitStore } from '../core/rate-limit.ts';
import { sayWait } from '../core/say-wait.ts';
import { turnsOf, type Rate } from '../core/token-bucket.ts';
import type { Busy } from './busy.ts';
import type { LimitSettings } from './settings.ts';

const hourMs = 3_600_000;

/** What a person reads where a limit is reached: "Gloss reads 30 links an hour for one person." */
const sayings: Readonly<Record<LimitedAct, (perHour: number) => string>> = {
  links: (perHour) => `Gloss reads ${perHour} links an hour`,
  questions: (perHour) => `Gloss answers ${perHour} questions an hour`,
  forms: (perHour) => `Gloss writes ${perHour} new forms of summaries an hour`,
  evals: (perHour) => `Gloss starts ${perHour} eval runs an hour`,
  trials: (perHour) => `Gloss tries ${perHour} versions of prompts an hour`,
  exports: (perHour) => `Gloss writes ${perHour} exports an hour`,
};

interface Limit {
  key: string;
  rate: Rate;
  /** Which limit it is, for a person. */
  words: string;
}

/** The buckets of people and channels, one rule for everybody: who runs Gloss changes the settings. */
export function createRateLimits(
  settings: LimitSettings,
  store: Pick<RateLimitStore, 'take' | 'reserve' | 'giveBack'>,
  clock: Pick<Clock, 'now'>,
  busy: Pick<Busy, 'note' | 'requireRoom'>,
): RateLimits {
  const limit = (key: string, act: LimitedAct, perHour: number, whose: string): Limit | null => {
    if (perHour === 0) return null;
    const burst = Math.max(1, Math.round((perHour * settings.atOncePercent) / 100));
    const rate = { burst, intervalMs: Math.max(1, Math.round(hourMs / perHour)) };
    return { key, rate, words: `${sayings[act](perHour)} ${whose}` };
  };
  const ofPerson = (act: LimitedAct, { teamId, userId }: LimitedPerson): Limit | null =>
    limit(`${act}:${teamId}:${userId}`, act, settings[`${act}PerPersonHour`], 'for one person');
  const ofChannel = (act: 'links' | 'questions', teamId: string, channelId: string): Limit | null =>
    limit(`${act}:${teamId}:${channelId}`, act, settings[`${act}PerChannelHour`], 'in one channel');

  const reserve = async (of: Limit | null, count: number, atMs: number): Promise<number[]> => {
    if (of === null || count === 0) return Array.from({ length: count }, () => atMs);
    return turnsOf(await store.reserve(of.key, of.rate, count, atMs), of.rate, count, atMs);
  };
  const giveBack = async (of: Limit | null, count: number): Promise<void> => {
    if (of !== null && count > 0) await store.giveBack(of.key, of.rate, count);
  };

  return {
    async turns(act, who, count, saidAtMs) {
      const now = clock.now();
      const atMs = Math.min(now, saidAtMs ?? now);
      const person = ofPerson(act, who);
      const channel = ofChannel(act, who.teamId, who.channelId);
      const personTurns = await reserve(person, count, atMs);
      const prompt = personTurns.filter((turn) => turn <= now).length;
      const channelTurns = await reserve(channel, prompt, atMs);
      const runAtMs = personTurns.map((turn, place) => Math.max(now, turn, channelTurns[place] ?? turn));
      const firstWait = runAtMs.findIndex((turn) => turn > now);
      const waitedFor = firstWait < prompt ? channel : person;
      return {
        runAtMs: runAtMs.map((turn) => (turn > now ? turn : undefined)),
        later:
          firstWait === -1 || waitedFor === null
            ? await busy.note()
            : `${waitedFor.words}; yours is kept, and its turn comes in ${sayWait((runAtMs[firstWait] ?? now) - now)}.`,
        async giveBack(places) {
          await giveBack(person, places.length);
          await giveBack(channel, places.filter((place) => place < prompt).length);
        },
      };
    },

    requireRoom: () => busy.requireRoom(),

    async take(act, who) {
      await busy.requireRoom();
      const person = ofPerson(act, who);
      if (person === null) return () => Promise.resolve();
      const now = clock.now();
      const nextAtMs = await store.take(person.key, person.rate, 1, now);
      if (nextAtMs !== null) {
        throw new AppError({
          code: 'rate_limited',
          message: `${person.words}, and you have had yours.`,
          hint: `It goes on in ${sayWait(nextAtMs - now)}.`,
          retryable: true,
          retryAfterMs: nextAtMs - now,
        });
      }
      return () => giveBack(person, 1);
    },
  };
}
