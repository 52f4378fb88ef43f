import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EvalProgress } from '../../src/core/eval-desk.ts';
import type { EvalItemResult } from '../../src/core/evaluation.ts';
import { drawItems } from '../../src/evals/draw-items.ts';
import { runItems } from '../../src/evals/run-items.ts';
import type { ItemTask } from '../../src/evals/run-items.ts';
import { sampleEvalResult } from '../support/sample-eval-run.ts';
import { createTestOutside } from '../support/test-outside.ts';

const tasksOf = (count: number): ItemTask[] =>
  Array.from({ length: count }, (_, index) => ({ itemId: `i${index}`, repeat: index % 2 }));
const resultOf = ({ itemId, repeat }: ItemTask): EvalItemResult => sampleEvalResult(itemId, { repeat });

test('whatever was done before, whoever is slow and whenever it breaks: each task is done at most once, never too many at a time, and a second run does the rest', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        count: fc.integer({ min: 0, max: 25 }),
        concurrency: fc.integer({ min: 1, max: 8 }),
        turns: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 25, maxLength: 25 }),
        earlier: fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
        breaksAt: fc.option(fc.integer({ min: 0, max: 24 }), { nil: null }),
      }),
      async ({ count, concurrency, turns, earlier, breaksAt }) => {
        const tasks = tasksOf(count);
        const kept = tasks.filter((_, index) => earlier[index]).map(resultOf);
        const before = new Set(kept.map(({ itemId }) => itemId));
        const asked: string[] = [];
        let running = 0;
        let most = 0;
        const told: EvalProgress[] = [];
        const once = (breaks: number | null) =>
          runItems(
            tasks,
            [...kept],
            {
              async evaluate(task, signal) {
                asked.push(task.itemId);
                most = Math.max(most, (running += 1));
                const index = Number(task.itemId.slice(1));
                for (let turn = 0; turn < (turns[index] ?? 0); turn += 1) await Promise.resolve();
                running -= 1;
                if (index === breaks) throw new Error('broken');
                signal.throwIfAborted();
                return resultOf(task);
              },
              keep: async (result) => void kept.push(result),
              clock: createTestOutside().clock,
              concurrency,
              progress: (progress) => told.push(progress),
            },
            new AbortController().signal,
          );
        const willBreak = breaksAt !== null && breaksAt < count && !before.has(`i${breaksAt}`);
        const first = willBreak ? await once(breaksAt).then(() => 'ended', String) : 'Error: broken';
        expect(first).toBe('Error: broken');
        const doneFirst = new Set(kept.map(({ itemId }) => itemId));
        const askedFirst = asked.splice(0);
        const results = await once(null);
        expect(results).toEqual(tasks.map(resultOf));
        expect(new Set(askedFirst).size).toBe(askedFirst.length);
        expect(asked.filter((id) => doneFirst.has(id))).toEqual([]);
        expect(kept).toHaveLength(count);
        expect(most).toBeLessThanOrEqual(concurrency);
        expect(told.at(-1)).toMatchObject({ done: count, total: count });
      },
    ),
    { numRuns: 200 },
  );
});

test('progress says how much is left from how long the others took', async () => {
  const { clock } = createTestOutside();
  const told: EvalProgress[] = [];
  const running = runItems(
    tasksOf(4),
    [],
    {
      async evaluate(task) {
        await clock.sleep(1000);
        const isFailed = task.itemId === 'i1';
        return {
          ...resultOf(task),
          costUsd: 0.01,
          outcome: isFailed ? 'failed' : 'ok',
          isCached: task.itemId === 'i2',
        };
      },
      keep: async () => undefined,
      clock,
      concurrency: 2,
      progress: (progress) => told.push(progress),
    },
    new AbortController().signal,
  );
  await clock.advance(1000);
  await clock.advance(1000);
  await running;
  expect(told.map(({ done, leftMs, failedCount }) => [done, leftMs, failedCount])).toEqual([
    [0, null, 0],
    [1, 3000, 0],
    [2, 1000, 1],
    [3, 2000 / 3, 1],
    [4, 0, 1],
  ]);
  expect(told.at(-1)).toMatchObject({ keptCount: 1, total: 4 });
  expect(told.at(-1)?.costUsd).toBeCloseTo(0.04);
});

test('a sample is the same for the same seed in any order, and a new item changes at most one place', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,6}$/), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 1000 }),
      (ids, size, seed) => {
        const items = ids.map((id) => ({ id }));
        const drawn = drawItems(items, size, seed).map(({ id }) => id);
        expect(drawn).toEqual([...drawn].sort());
        expect(drawn).toHaveLength(Math.min(size, ids.length));
        expect(drawItems(items.toReversed(), size, seed).map(({ id }) => id)).toEqual(drawn);
        const more = drawItems([...items, { id: 'NEW' }], size, seed).map(({ id }) => id);
        const gone = drawn.filter((id) => !more.includes(id));
        expect(gone.length).toBeLessThanOrEqual(1);
      },
    ),
  );
  const many = Array.from({ length: 40 }, (_, index) => ({ id: `i${index}` }));
  expect(drawItems(many, 5, 1)).not.toEqual(drawItems(many, 5, 2));
  expect(drawItems(many, null, 1)).toHaveLength(40);
});
