import { describe, expect, test } from 'vitest';
import type { StoredSummary } from '../../src/core/ports.ts';
import { openTempStore } from '../support/temp-store.ts';
import { storedSummary } from '../support/stored-summary.ts';
import { dialects } from '../support/test-databases.ts';

describe.each(dialects)('on %s', (dialect) => {
  describe('summaries', () => {
    test('come back as they were stored, by id and by job', async () => {
      await using temp = await openTempStore({ dialect });
      const { summaries } = temp.store;
      const failed = storedSummary({
        id: 's2',
        jobId: 'j2',
        outcome: 'failed',
        failure: { code: 'page_wall', message: 'A login is asked for.', hint: null, retryable: false },
        costUsd: null,
        replyTs: '1700000001.000200',
      });
      await summaries.save(storedSummary());
      await summaries.save(failed);
      expect(await summaries.get('s1')).toEqual(storedSummary());
      expect(await summaries.byJob('j2')).toEqual(failed);
      expect(await summaries.get('none')).toBeNull();
      expect(await summaries.byJob('none')).toBeNull();
    });

    test('are replaced by the same and the next revision, and keep the time they were made', async () => {
      await using temp = await openTempStore({ dialect });
      const { summaries } = temp.store;
      await summaries.save(storedSummary());
      await summaries.save(storedSummary({ replyTs: '1.2', updatedAt: 150 }));
      await summaries.save(
        storedSummary({ revision: 2, jobId: 'j9', length: 'short', createdAt: 999, updatedAt: 200 }),
      );
      expect(await summaries.get('s1')).toMatchObject({ revision: 2, length: 'short', createdAt: 100, updatedAt: 200 });
      expect((await summaries.byJob('j9'))?.id).toBe('s1');
    });

    test.each([1, 4])('refuse revision %i over revision 2', async (revision) => {
      await using temp = await openTempStore({ dialect });
      const { summaries } = temp.store;
      await summaries.save(storedSummary({ revision: 2 }));
      await expect(summaries.save(storedSummary({ revision, url: 'https://other' }))).rejects.toMatchObject({
        code: 'summary_stale',
      });
      expect(await summaries.get('s1')).toEqual(storedSummary({ revision: 2 }));
    });

    test('of one job: the one that changed last', async () => {
      await using temp = await openTempStore({ dialect });
      await temp.store.summaries.save(storedSummary({ id: 'new', updatedAt: 300 }));
      await temp.store.summaries.save(storedSummary({ id: 'old', updatedAt: 200 }));
      expect((await temp.store.summaries.byJob('j1'))?.id).toBe('new');
    });
  });

  describe('the summaries of a person', () => {
    test('are those they asked for in that workspace, newest first, so many as asked for', async () => {
      await using temp = await openTempStore({ dialect });
      const { summaries } = temp.store;
      for (const [id, createdAt] of [
        ['a', 1],
        ['b', 3],
        ['c', 2],
        ['d', 3],
      ] as const) {
        await summaries.save(storedSummary({ id, createdAt }));
      }
      await summaries.save(storedSummary({ id: 'of another', requestedBy: 'U2' }));
      await summaries.save(storedSummary({ id: 'elsewhere', teamId: 'T2' }));
      expect((await summaries.recentOf('T1', 'U1', 3)).map(({ id }) => id)).toEqual(['d', 'b', 'c']);
    });
  });

  describe('summaries', () => {
    test('are found by trace, by thread and by the time they changed', async () => {
      await using temp = await openTempStore({ dialect });
      const { summaries } = temp.store;
      await summaries.save(storedSummary({ id: 'a', updatedAt: 10, createdAt: 2, traceId: '1'.repeat(32) }));
      await summaries.save(storedSummary({ id: 'b', updatedAt: 20, createdAt: 1, traceId: '2'.repeat(32) }));
      await summaries.save(storedSummary({ id: 'c', updatedAt: 20, channelId: 'C2', traceId: '3'.repeat(32) }));
      expect((await summaries.byTrace('2'.repeat(32)))?.id).toBe('b');
      expect(await summaries.byTrace('none')).toBeNull();
      const idsOf = (found: StoredSummary[]): string[] => found.map(({ id }) => id);
      expect(idsOf(await summaries.ofThread('T1', 'C1', '1700000000.000100'))).toEqual(['b', 'a']);
      expect(idsOf(await summaries.ofThread('T2', 'C1', '1700000000.000100'))).toEqual([]);
      expect(idsOf(await summaries.changedSince(10, 2))).toEqual(['a', 'b']);
      expect(idsOf(await summaries.changedSince(10, 2, { id: 'b', updatedAt: 20 }))).toEqual(['c']);
      expect(idsOf(await summaries.changedSince(11, 10))).toEqual(['b', 'c']);
    });
  });
});
