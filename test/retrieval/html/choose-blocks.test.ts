import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseBlocks } from '../../../src/retrieval/html/choose-blocks.ts';

describe('chooseBlocks', () => {
  it('cuts sharply where the content is clear', () => {
    expect(chooseBlocks([0.99, 0.98, 0.3, 0.02], [100, 100, 20, 20]).kept).toEqual([true, true, false, false]);
  });

  it('keeps doubtful blocks where everything is doubtful', () => {
    expect(chooseBlocks([0.3, 0.28, 0.25, 0.01], [50, 50, 50, 50]).kept).toEqual([true, true, true, false]);
  });

  it('keeps something of every page that has words', () => {
    const block = fc.record({
      probability: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      words: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 40 }), (blocks) => {
        const { kept } = chooseBlocks(
          blocks.map(({ probability }) => probability),
          blocks.map(({ words }) => words),
        );
        expect(kept).toHaveLength(blocks.length);
        expect(kept).toContain(true);
        const worstKept = Math.min(...blocks.filter((_, index) => kept[index]).map(({ probability }) => probability));
        const bestLeft = Math.max(
          0,
          ...blocks.filter((_, index) => !kept[index]).map(({ probability }) => probability),
        );
        expect(worstKept).toBeGreaterThanOrEqual(bestLeft);
      }),
    );
  });
});
