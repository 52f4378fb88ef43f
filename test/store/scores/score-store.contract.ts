import { describe, expect, test } from 'vitest';
import type { ScoreRecord, ScoreStore } from '../../../src/core/score-record.ts';

export function score(more: Partial<ScoreRecord> = {}): ScoreRecord {
  return {
    id: 's1',
    teamId: 'T1',
    traceId: 'a'.repeat(32),
    summaryId: 'sum1',
    channelId: 'C1',
    name: 'grounding',
    value: 0.75,
    passed: true,
    reason: 'Nine of twelve sentences stand on their snippets.',
    origin: 'monitor:own-traces',
    happenedAt: 1000,
    scoredAt: 2000,
    ...more,
  };
}

/** What every ScoreStore promises. */
export function describeScoreStore(name: string, open: () => Promise<AsyncDisposable & { scores: ScoreStore }>): void {
  describe(`scores in ${name}`, () => {
    test('come back as they were put', async () => {
      await using opened = await open();
      const bare = score({ id: 's2', teamId: null, summaryId: null, channelId: null, passed: null, reason: null });
      const failed = score({ id: 's3', name: 'coverage', value: 0, passed: false });
      await opened.scores.put([score(), bare, failed]);
      expect(await opened.scores.ofTrace('a'.repeat(32))).toEqual([failed, score(), bare]);
      expect(await opened.scores.ofTrace('b'.repeat(32))).toEqual([]);
    });

    test('of the same id are one, and the later one stays', async () => {
      await using opened = await open();
      await opened.scores.put([score()]);
      await opened.scores.put([score({ value: 0.25, passed: false, reason: 'Now read in full.', scoredAt: 3000 })]);
      const { n, avg, worst } = await opened.scores.window({ name: 'grounding', fromMs: 0, toMs: 5000 });
      expect({ n, avg }).toEqual({ n: 1, avg: 0.25 });
      expect(worst[0]?.scoredAt).toBe(3000);
    });

    test('of a window are counted by when their subject happened, the end not included', async () => {
      await using opened = await open();
      const at = (happenedAt: number, value: number) => score({ id: `s${happenedAt}`, happenedAt, value });
      await opened.scores.put([at(999, 0), at(1000, 0.5), at(1500, 1), at(1999, 0.75), at(2000, 0)]);
      expect(await opened.scores.window({ name: 'grounding', fromMs: 1000, toMs: 2000 })).toEqual({
        n: 3,
        avg: 0.75,
        min: 0.5,
        worst: [at(1000, 0.5), at(1999, 0.75), at(1500, 1)],
      });
    });

    test('of a window can be those of one channel, one origin, and always of one name', async () => {
      await using opened = await open();
      await opened.scores.put([
        score({ id: 'a', value: 0.1 }),
        score({ id: 'b', channelId: 'C2', value: 0.2 }),
        score({ id: 'c', origin: 'vote', value: 0.3 }),
        score({ id: 'd', name: 'coverage', value: 0.4 }),
      ]);
      const ids = async (more: object) =>
        (await opened.scores.window({ name: 'grounding', fromMs: 0, toMs: 5000, ...more })).worst.map(({ id }) => id);
      expect(await ids({})).toEqual(['a', 'b', 'c']);
      expect(await ids({ channelId: 'C2' })).toEqual(['b']);
      expect(await ids({ origin: 'vote' })).toEqual(['c']);
      expect(await ids({ channelId: 'C2', origin: 'vote' })).toEqual([]);
    });

    test('name at most three of the worst, the newest first where they are equal', async () => {
      await using opened = await open();
      await opened.scores.put([1, 2, 3, 4, 5].map((at) => score({ id: `s${at}`, happenedAt: at, value: 0.5 })));
      const { n, worst } = await opened.scores.window({ name: 'grounding', fromMs: 0, toMs: 10 });
      expect(n).toBe(5);
      expect(worst.map(({ happenedAt }) => happenedAt)).toEqual([5, 4, 3]);
    });

    test('of an empty window have no average and no minimum', async () => {
      await using opened = await open();
      expect(await opened.scores.window({ name: 'grounding', fromMs: 0, toMs: 10 })).toEqual({
        n: 0,
        avg: null,
        min: null,
        worst: [],
      });
      await opened.scores.put([]);
    });

    test.each([-0.01, 1.01, Number.NaN, Number.POSITIVE_INFINITY])(
      'refuse the value %d and keep nothing',
      async (value) => {
        await using opened = await open();
        await expect(opened.scores.put([score(), score({ id: 's2', value })])).rejects.toMatchObject({
          code: 'bad_score',
        });
        expect(await opened.scores.ofTrace('a'.repeat(32))).toEqual([]);
      },
    );
  });
}
