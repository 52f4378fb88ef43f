import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { costOf, PricesFile } from '../../src/llm/prices.ts';
import { ProfilesFile } from '../../src/llm/profiles.ts';

const profiles = ProfilesFile.parse(parse(readFileSync('configs/profiles.yaml', 'utf8')));
const prices = PricesFile.parse(parse(readFileSync('configs/prices.yaml', 'utf8')));
const usage = { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 100_000, reasoningTokens: 90_000 };

describe('configs/profiles.yaml', () => {
  it('prices every model it names', () => {
    const models = Object.values(profiles.profiles).filter((profile) => profile.provider === 'openai');
    expect(models.length).toBeGreaterThan(0);
    expect(models.map((profile) => costOf(prices, profile.model, usage))).not.toContain(null);
  });

  it.each([
    [
      'an unknown profile',
      { environments: { a: { profile: 'x', keylessProfile: 'y', hooks: 'h' } } },
      /"x" is not in profiles; known: y/,
    ],
    [
      'an unknown hook set',
      { environments: { a: { profile: 'y', keylessProfile: 'y', hooks: 'none' } } },
      /"none" is not in hookSets; known: h/,
    ],
    ['an unknown hook', { hookSets: { h: { before: ['magic'], after: [] } } }, /"redact"/],
    ['a hook in the wrong place', { hookSets: { h: { before: ['guard'], after: [] } } }, /Invalid option/],
    ['an unknown provider', { profiles: { y: { provider: 'psychic', model: 'm' } } }, /"openai"\|"extractive"/],
    ['a temperature out of bounds', { profiles: { y: { provider: 'openai', model: 'm', temperature: 3 } } }, /<=2/],
  ])('is refused with %s', (_name, change, message) => {
    const sound = {
      environments: { a: { profile: 'y', keylessProfile: 'y', hooks: 'h' } },
      profiles: { y: { provider: 'openai', model: 'm' } },
      hookSets: { h: { before: [], after: [] } },
    };
    expect(ProfilesFile.safeParse(sound).success).toBe(true);
    const result = ProfilesFile.safeParse({ ...sound, ...change });
    expect(JSON.stringify(result.error?.issues)).toMatch(new RegExp(message.source.replaceAll('"', String.raw`\\?"`)));
  });
});

describe('costOf', () => {
  it('prices fresh, cached and output tokens, reasoning among the last', () => {
    expect(costOf(prices, 'gpt-5.4-mini', usage)).toBeCloseTo(0.6 * 0.75 + 0.4 * 0.075 + 0.1 * 4.5, 9);
  });

  it('knows dated names, and no others', () => {
    expect(costOf(prices, 'gpt-5.4-mini-2026-03-17', usage)).toBe(costOf(prices, 'gpt-5.4-mini', usage));
    expect(costOf(prices, 'gpt-5.4-mini-turbo', usage)).toBeNull();
    expect(costOf(prices, 'gpt-5x4', usage)).toBeNull();
    expect(costOf(prices, 'llama-4', usage)).toBeNull();
  });
});
