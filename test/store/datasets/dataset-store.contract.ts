import { describe, expect, test } from 'vitest';
import type { DatasetItem, DatasetStore } from '../../../src/core/dataset.ts';
import { sampleDatasetItem } from '../../support/sample-dataset-item.ts';

export interface DatasetStoreDoor extends AsyncDisposable {
  store: DatasetStore;
  /** Moves the store's clock. */
  advance(ms: number): Promise<void>;
}

/** What every store of datasets must do. */
export function describeDatasetStore(name: string, open: () => Promise<DatasetStoreDoor>): void {
  const item = (id: string, changes: Partial<DatasetItem> = {}): DatasetItem => sampleDatasetItem({ id, ...changes });
  const smoke = { name: 'smoke', description: 'A few pages.', origin: 'file' } as const;
  const idsOf = (items: readonly DatasetItem[]): string[] => items.map(({ id }) => id);

  describe(`${name}: datasets`, () => {
    test('are made once, keep their items, and are listed by name', async () => {
      await using door = await open();
      const { store } = door;
      expect(await store.get('smoke')).toBeNull();
      await store.ensure({ name: 'regression', description: 'More.', origin: 'store' });
      const made = await store.ensure(smoke);
      expect(made).toMatchObject({ ...smoke, itemCount: 0, candidateCount: 0 });
      await store.put('smoke', [item('a'), item('b', { status: 'candidate' }), item('c', { status: 'rejected' })]);
      const again = await store.ensure({ ...smoke, description: 'Other words.' });
      expect(again).toMatchObject({ description: 'Other words.', itemCount: 1, candidateCount: 1 });
      expect((await store.list()).map((dataset) => dataset.name)).toEqual(['regression', 'smoke']);
    });

    test.each(['', 'Upper', '../up', 'with space', '-first', 'a'.repeat(65)])('refuse the name "%s"', async (bad) => {
      await using door = await open();
      await expect(door.store.ensure({ ...smoke, name: bad })).rejects.toMatchObject({ code: 'bad_dataset_name' });
      expect(await door.store.list()).toEqual([]);
    });

    test('have a version that tells their active items apart and nothing else', async () => {
      await using door = await open();
      const { store } = door;
      await store.ensure(smoke);
      await store.ensure({ ...smoke, name: 'twin' });
      const versionOf = async (of: string): Promise<string | undefined> => (await store.get(of))?.version;
      const empty = await versionOf('smoke');
      expect(empty).toMatch(/^[0-9a-f]{12}$/);
      await store.put('smoke', [item('a'), item('b')]);
      const two = await versionOf('smoke');
      expect(two).not.toBe(empty);
      await store.put('twin', [item('b', { addedBy: 'U2', score: 0.3, notes: 'x' })]);
      await store.put('twin', [item('a')]);
      expect(await versionOf('twin')).toBe(two);
      await store.put('smoke', [item('c', { status: 'candidate' })]);
      expect(await versionOf('smoke')).toBe(two);
      await store.put('smoke', [item('a', { expectedTheme: 'Search' })]);
      const changed = await versionOf('smoke');
      expect(changed).not.toBe(two);
      await store.put('smoke', [item('a')]);
      expect(await versionOf('smoke')).toBe(two);
      await store.setStatus('smoke', 'c', 'candidate', 'active');
      expect(await versionOf('smoke')).not.toBe(two);
      await store.remove('smoke', ['c']);
      expect(await versionOf('smoke')).toBe(two);
    });

    test('say when they changed last', async () => {
      await using door = await open();
      const first = await door.store.ensure(smoke);
      await door.advance(5_000);
      await door.store.put('smoke', [item('a')]);
      expect((await door.store.get('smoke'))?.updatedAt).toBe(first.updatedAt + 5_000);
      await door.advance(5_000);
      await door.store.remove('smoke', ['none']);
      expect((await door.store.get('smoke'))?.updatedAt).toBe(first.updatedAt + 5_000);
    });
  });

  describe(`${name}: items`, () => {
    test('come back whole', async () => {
      await using door = await open();
      await door.store.ensure(smoke);
      const whole = item('whole', {
        query: 'How long does a restart take?',
        queryType: 'factual',
        expectedTheme: 'Operations',
        referenceResponse: 'Four seconds.',
        tags: ['docs', 'lang:en'],
        notes: 'A note.',
        score: 0.75,
        traceId: 'f'.repeat(32),
        channelId: 'C1',
        addedBy: 'U1',
      });
      const bare = item('bare', { evidence: null, cluster: null });
      expect(await door.store.put('smoke', [whole, bare])).toEqual({ added: 2, replaced: 0 });
      expect(await door.store.getItem('smoke', 'whole')).toEqual(whole);
      expect(await door.store.getItem('smoke', 'bare')).toEqual(bare);
      expect(await door.store.getItem('smoke', 'none')).toBeNull();
      expect(await door.store.getItem('none', 'whole')).toBeNull();
      const changed = { ...whole, query: null, tags: [] };
      expect(await door.store.put('smoke', [changed, item('new')])).toEqual({ added: 1, replaced: 1 });
      expect(await door.store.getItem('smoke', 'whole')).toEqual(changed);
    });

    test('of a dataset that is not there are refused', async () => {
      await using door = await open();
      await expect(door.store.put('none', [item('a')])).rejects.toMatchObject({ code: 'unknown_dataset' });
      expect(await door.store.items('none', { limit: 10 })).toEqual([]);
    });

    test('are found by status, tags, score, query type, channel and time', async () => {
      await using door = await open();
      const { store } = door;
      await store.ensure(smoke);
      await store.ensure({ ...smoke, name: 'other' });
      await store.put('other', [item('elsewhere')]);
      await store.put('smoke', [
        item('a', { score: 0.9, tags: ['docs', 'long'], queryType: 'factual', addedAt: 10, channelId: 'C1' }),
        item('b', { score: 0.5, tags: ['docs'], addedAt: 20, channelId: 'C2' }),
        item('c', { score: null, tags: ['docs_long'], status: 'candidate', addedAt: 30 }),
        item('d', { score: 0.9, tags: ['docsxlong'], addedAt: 40 }),
      ]);
      const found = async (filter: object): Promise<string[]> =>
        idsOf(await store.items('smoke', { limit: 10, ...filter }));
      expect(await found({})).toEqual(['a', 'b', 'c', 'd']);
      expect(await found({ status: 'candidate' })).toEqual(['c']);
      expect(await found({ tags: ['docs'] })).toEqual(['a', 'b']);
      expect(await found({ tags: ['docs', 'long'] })).toEqual(['a']);
      expect(await found({ tags: ['docs_long'] })).toEqual(['c']);
      expect(await found({ tags: ['%'] })).toEqual([]);
      expect(await found({ minScore: 0.5 })).toEqual(['a', 'b', 'd']);
      expect(await found({ minScore: 0.5, maxScore: 0.5 })).toEqual(['b']);
      expect(await found({ queryType: 'factual' })).toEqual(['a']);
      expect(await found({ channelIds: ['C2'] })).toEqual(['b', 'c', 'd']);
      expect(await found({ channelIds: [] })).toEqual(['c', 'd']);
      expect(await found({ fromMs: 20, toMs: 40 })).toEqual(['b', 'c']);
      expect(await found({ order: 'score' })).toEqual(['a', 'd', 'b', 'c']);
      expect(await found({ order: 'newest', limit: 2 })).toEqual(['d', 'c']);
    });

    test('are read in pages without a gap', async () => {
      await using door = await open();
      const ids = Array.from({ length: 23 }, (_, index) => `item-${String(index).padStart(2, '0')}`);
      await door.store.ensure(smoke);
      await door.store.put(
        'smoke',
        ids.map((id) => item(id)),
      );
      const read: string[] = [];
      for (let afterId: string | undefined; ; afterId = read.at(-1)) {
        const page = await door.store.items('smoke', { limit: 5, afterId });
        read.push(...idsOf(page));
        if (page.length < 5) break;
      }
      expect(read).toEqual(ids);
    });

    test('change their status once, whoever else tries', async () => {
      await using door = await open();
      const { store } = door;
      await store.ensure(smoke);
      await store.put('smoke', [item('a', { status: 'candidate' })]);
      const moves = await Promise.all([
        store.setStatus('smoke', 'a', 'candidate', 'active'),
        store.setStatus('smoke', 'a', 'candidate', 'rejected'),
      ]);
      expect(moves).toEqual([true, false]);
      expect((await store.getItem('smoke', 'a'))?.status).toBe('active');
      expect(await store.setStatus('smoke', 'none', 'candidate', 'active')).toBe(false);
    });

    test('of a summary are removed from every dataset, in all its forms', async () => {
      await using door = await open();
      const { store } = door;
      await store.ensure(smoke);
      await store.ensure({ ...smoke, name: 'other' });
      await store.put('smoke', [item('sum-1.1'), item('sum-1.2'), item('sum-10.1'), item('sum-1')]);
      await store.put('other', [item('sum-1.2'), item('b')]);
      expect(await store.removeOfSummary('sum-1')).toBe(3);
      expect(await store.removeOfSummary('sum-1')).toBe(0);
      expect(idsOf(await store.items('smoke', { limit: 10 }))).toEqual(['sum-1', 'sum-10.1']);
      expect(idsOf(await store.items('other', { limit: 10 }))).toEqual(['b']);
    });

    test('are removed by id, each counted once', async () => {
      await using door = await open();
      await door.store.ensure(smoke);
      await door.store.put('smoke', [item('a'), item('b')]);
      expect(await door.store.remove('smoke', ['a', 'a', 'none'])).toBe(1);
      expect(idsOf(await door.store.items('smoke', { limit: 10 }))).toEqual(['b']);
    });
  });
}
