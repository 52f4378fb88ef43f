import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScoredItem } from '../../src/core/monitor.ts';
import { exportScoredItems, importScoredItems } from '../../src/monitor/scored-items-csv.ts';
import { openTempStore } from '../support/temp-store.ts';

const item = (itemId: string, more: Partial<ScoredItem> = {}): ScoredItem => ({
  source: 'traces',
  monitor: 'own',
  itemId,
  outcome: 'scored',
  reason: null,
  scoredAt: Date.UTC(2026, 2, 2, 9),
  ...more,
});

test('scored items go out as CSV and come in again, each once', async () => {
  await using here = await openTempStore();
  await using there = await openTempStore();
  const items = [
    item('a', { outcome: 'failed', reason: 'It said: "no", twice\nand again; =1+1' }),
    item('b'),
    item('C1:1700000000.000100', { source: 'slack-threads', monitor: 'other' }),
  ];
  expect(await here.store.monitors.scored.add(items)).toBe(3);
  const csv = await text(exportScoredItems(here.store.monitors.scored));
  expect(csv.split('\n')[0]).toBe('source,monitor,item_id,outcome,reason,scored_at');
  expect(await importScoredItems(Readable.from([csv]), there.store.monitors.scored)).toBe(3);
  expect(await importScoredItems(Readable.from([csv]), there.store.monitors.scored)).toBe(0);
  expect(await there.store.monitors.scored.list({ limit: 10 })).toEqual(
    await here.store.monitors.scored.list({ limit: 10 }),
  );
});

test('any item survives the way, and more than a page of them', async () => {
  await using here = await openTempStore();
  const word = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((given) => given.trim() === given);
  const items = fc.uniqueArray(
    fc.record({
      source: word,
      monitor: word,
      itemId: word,
      outcome: fc.constantFrom('scored' as const, 'failed' as const),
      reason: fc.option(fc.string({ minLength: 1, maxLength: 60 }).filter((given) => given.trim() === given)),
      scoredAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    }),
    {
      minLength: 1,
      maxLength: 20,
      selector: ({ source, monitor, itemId }) => JSON.stringify([source, monitor, itemId]),
    },
  );
  await fc.assert(
    fc.asyncProperty(items, async (given) => {
      const kept: ScoredItem[] = [];
      const csv = await text(exportScoredItems({ ...here.store.monitors.scored, list: () => Promise.resolve(given) }));
      const count = await importScoredItems(Readable.from([Buffer.from(csv)]), {
        ...here.store.monitors.scored,
        add: (added) => Promise.resolve(kept.push(...added) && added.length),
      });
      expect(count).toBe(given.length);
      expect(kept).toEqual(given);
    }),
    { numRuns: 100 },
  );
  const many = Array.from({ length: 2300 }, (_, index) => item(`i${String(index).padStart(5, '0')}`));
  await here.store.monitors.scored.add(many);
  expect((await text(exportScoredItems(here.store.monitors.scored))).trim().split('\n')).toHaveLength(2301);
});

test.each([
  ['source,monitor\ntraces,own\n', 'Line 2 is no scored item: item_id'],
  [
    'source,monitor,item_id,outcome,reason,scored_at\ntraces,own,a,perhaps,,2026-03-02T09:00:00Z\n',
    'outcome: Invalid option',
  ],
  [
    'source,monitor,item_id,outcome,reason,scored_at\ntraces,own,a,scored,,yesterday\n',
    'Line 2 is no scored item: scored_at',
  ],
  ['source,monitor\n"traces', 'The file is no CSV'],
])('a file like %j is refused by its line', async (csv, message) => {
  await using temp = await openTempStore();
  await expect(importScoredItems(Readable.from([csv]), temp.store.monitors.scored)).rejects.toThrow(message);
});
