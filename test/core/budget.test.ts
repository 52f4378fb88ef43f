import { describe, expect, it } from 'vitest';
import { budgetStateOf, costSpikeOf } from '../../src/core/budget.ts';
import { pseudonymOf } from '../../src/core/pseudonym.ts';

describe('a budget', () => {
  it.each([
    [0, 5, 'ok'],
    [3.99, 5, 'ok'],
    [4, 5, 'alert'],
    [4.999, 5, 'alert'],
    [5, 5, 'exhausted'],
    [9, 5, 'exhausted'],
    [9, 0, 'ok'],
  ])('of which %d of %d USD are spent is %s', (usd, limitUsd, level) => {
    expect(budgetStateOf({ usd, unknownCostCalls: 2 }, limitUsd)).toMatchObject({
      level,
      spentUsd: usd,
      unknownCostCalls: 2,
    });
  });
});

describe('a spike', () => {
  it.each([
    [2, [1, 1, 1, 1, 1, 1, 1], false],
    [2.01, [1, 1, 1, 1, 1, 1, 1], true],
    [1, [0, 0, 0, 0, 0, 0, 3], true],
    [1, [0, 0, 0, 0, 0, 0, 0], false],
    [1, [], false],
    [0, [1, 2, 3], false],
  ])('of %d after %j is said: %s', (today, before, isSpike) => {
    expect(costSpikeOf(today, before).isSpike).toBe(isSpike);
  });
});

describe('a pseudonym', () => {
  it('is the same for a person under one key, another under another, and stays what it is', () => {
    const name = pseudonymOf('key', 'U123');
    expect(name).toMatch(/^p_[\w-]{22}$/);
    expect(pseudonymOf('key', 'U123')).toBe(name);
    expect(pseudonymOf('key', 'U124')).not.toBe(name);
    expect(pseudonymOf('other', 'U123')).not.toBe(name);
    expect(pseudonymOf('key', name)).toBe(name);
  });
});
