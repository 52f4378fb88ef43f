import { describe, expect, test } from 'vitest';
import { openTempStore } from '../support/temp-store.ts';
import { storedSummary } from '../support/stored-summary.ts';
import { dialects } from '../support/test-databases.ts';

describe.each(dialects)('on %s', (dialect) => {
  describe('feedback', () => {
    test('is one vote a person: another replaces it, the same again takes it back', async () => {
      await using temp = await openTempStore({ dialect });
      const { feedback, summaries } = temp.store;
      await summaries.save(storedSummary());
      expect(await feedback.counts('s1')).toEqual({ up: 0, down: 0 });
      expect(await feedback.vote('s1', 'U1', 'up', 1)).toEqual({ up: 1, down: 0, mine: 'up' });
      expect(await feedback.vote('s1', 'U2', 'up', 2)).toEqual({ up: 2, down: 0, mine: 'up' });
      expect(await feedback.vote('s1', 'U1', 'down', 3)).toEqual({ up: 1, down: 1, mine: 'down' });
      expect(await feedback.vote('s1', 'U1', 'down', 4)).toEqual({ up: 1, down: 0, mine: null });
      expect(await feedback.vote('s1', 'U1', 'up', 5)).toEqual({ up: 2, down: 0, mine: 'up' });
      expect(await feedback.counts('s1')).toEqual({ up: 2, down: 0 });
    });

    test('has reasons as long as the thumb is down', async () => {
      await using temp = await openTempStore({ dialect });
      const { feedback, summaries } = temp.store;
      await summaries.save(storedSummary());
      const reason = { summaryId: 's1', userId: 'U1', reasons: ['wrong_facts'], comment: 'Four is not five.', at: 5 };
      expect(await feedback.explain(reason)).toBe(false);
      await feedback.vote('s1', 'U1', 'down', 1);
      expect(await feedback.mine('s1', 'U1')).toBe('down');
      expect(await feedback.mine('s1', 'U2')).toBeNull();
      expect(await feedback.explain(reason)).toBe(true);
      expect(await feedback.explain({ ...reason, comment: null, at: 6 })).toBe(true);
      expect(await feedback.reasons('s1')).toEqual([{ ...reason, comment: null, at: 6 }]);
      await feedback.vote('s1', 'U1', 'up', 7);
      expect(await feedback.reasons('s1')).toEqual([]);
    });

    test('on a summary that is not there is refused', async () => {
      await using temp = await openTempStore({ dialect });
      await expect(temp.store.feedback.vote('none', 'U1', 'up', 1)).rejects.toMatchObject({ code: 'unknown_summary' });
    });
  });
});
