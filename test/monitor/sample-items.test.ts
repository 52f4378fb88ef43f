import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SourceItem } from '../../src/monitor/item.ts';
import { matchesFilters } from '../../src/monitor/matches-filters.ts';
import { sampleItems, strategies } from '../../src/monitor/sample-items.ts';

const item = (index: number): SourceItem => ({
  id: `i${index}`,
  happenedAt: index,
  data: { kind: 'conversation', conversation: { teamId: null, channelId: 'C1', ts: String(index), turns: [] } },
});
const items = Array.from({ length: 30 }, (_, index) => item(index));
const idsOf = (found: readonly SourceItem[]): string[] => found.map(({ id }) => id);

test('each strategy takes what its name says', () => {
  const shuffled = items.toReversed();
  expect(idsOf(sampleItems(shuffled, { strategy: 'all', n: 2, seed: 1 }))).toHaveLength(30);
  expect(idsOf(sampleItems(shuffled, { strategy: 'oldest', n: 2, seed: 1 }))).toEqual(['i0', 'i1']);
  expect(idsOf(sampleItems(shuffled, { strategy: 'most_recent', n: 2, seed: 1 }))).toEqual(['i28', 'i29']);
  expect(idsOf(sampleItems(shuffled, { strategy: 'random', n: 50, seed: 1 }))).toHaveLength(30);
});

test('the same seed gives the same choice in whatever order items come, another seed another', () => {
  const choose = (seed: number, from = items) => idsOf(sampleItems(from, { strategy: 'random', n: 8, seed }));
  expect(choose(3)).toEqual(choose(3, items.toReversed()));
  expect(choose(3)).not.toEqual(choose(4));
});

test('every item has its chance', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 3000; seed += 1)
    for (const id of idsOf(sampleItems(items, { strategy: 'random', n: 10, seed })))
      counts.set(id, (counts.get(id) ?? 0) + 1);
  expect(Math.min(...counts.values())).toBeGreaterThan(850);
  expect(Math.max(...counts.values())).toBeLessThan(1150);
});

test('a sample is a part of the items, none twice, never more than asked for', () => {
  const given = fc.record({
    strategy: fc.constantFrom(...strategies),
    n: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(given, fc.subarray(items), (sampling, from) => {
      const ids = idsOf(sampleItems(from, sampling));
      expect(new Set(ids).size).toBe(ids.length);
      expect(idsOf(from)).toEqual(expect.arrayContaining(ids));
      expect(ids.length).toBe(sampling.strategy === 'all' ? from.length : Math.min(sampling.n, from.length));
    }),
  );
});

test.each([
  [{ is: 'C1' }, true],
  [{ is: 'C2' }, false],
  [{ is_not: 'C1' }, false],
  [{ one_of: ['C2', 'C1'] }, true],
  [{ matches: '^c' }, true],
  [{ matches: '^x' }, false],
  [{ min: 1 }, false],
])('a filter %j on a channel is %s', (condition, expected) => {
  expect(matchesFilters(item(1), [{ path: 'conversation.channelId', ...condition }])).toBe(expected);
});

test('filters look into lists and at what is not there, and all must hold', () => {
  const one = item(5);
  expect(matchesFilters(one, [{ path: 'conversation.turns.0.text', is: null }])).toBe(true);
  expect(matchesFilters(one, [{ path: 'happenedAt', min: 5, max: 5 }])).toBe(true);
  expect(
    matchesFilters(one, [
      { path: 'happenedAt', min: 5 },
      { path: 'id', is: 'i6' },
    ]),
  ).toBe(false);
  expect(matchesFilters(one, [{ path: '__proto__.toString', is_not: null }])).toBe(false);
});
