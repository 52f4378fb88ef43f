import { describe, expect, it } from 'vitest';
import { trainBoostedTrees } from '../../../scripts/extractor-training/boosted-trees.ts';
import { labelBlocks } from '../../../scripts/extractor-training/label-blocks.ts';
import { scoreTokens, trainTokenModel } from '../../../scripts/extractor-training/logistic-regression.ts';
import { seededRandom } from '../../../scripts/extractor-training/seeded-random.ts';
import { compileTrees } from '../../../src/retrieval/html/tree-model.ts';

describe('labelBlocks', () => {
  const gold =
    'The bridge will close on Monday for repairs.\n\nHome owners were told in a letter.\n\nRead the plan at home.';

  it('gives each word of the gold text away once', () => {
    const twice = 'The bridge will close on Monday for repairs.';
    const labels = labelBlocks([twice, 'Home owners were told in a letter.', twice], gold);
    expect(labels[1]).toBe(1);
    expect(labels.filter((label) => label === 1)).toHaveLength(2);
  });

  it('does not take a menu word for content because the text has the same word', () => {
    const labels = labelBlocks(['Home', 'The bridge will close on Monday for repairs.', 'Imprint'], gold);
    expect(labels).toEqual([0, 1, 0]);
  });

  it('counts the share of a block that is content', () => {
    const [label] = labelBlocks(
      ['The bridge will close on Monday for repairs. Subscribe to our paper now please today'],
      gold,
    );
    expect(label).toBeGreaterThan(0.4);
    expect(label).toBeLessThan(0.7);
  });
});

describe('training', () => {
  const random = seededRandom(5);
  const rows = Array.from({ length: 600 }, () => Float32Array.from([random() * 10, random() * 10, random() * 10]));
  const targets = Float64Array.from(rows, (row) => ((row[0] ?? 0) > 4 === (row[1] ?? 0) > 7 ? 1 : 0));
  const weights = new Float64Array(rows.length).fill(1);
  const settings = {
    trees: 40,
    leaves: 6,
    rate: 0.3,
    minLeafWeight: 1,
    lambda: 0.1,
    rowShare: 0.8,
    featureShare: 0.9,
    seed: 3,
  };

  it('grows the same trees from the same rows, and they know what they were shown', () => {
    const model = trainBoostedTrees(rows, targets, weights, settings);
    expect(trainBoostedTrees(rows, targets, weights, settings)).toEqual(model);
    expect(trainBoostedTrees(rows, targets, weights, { ...settings, seed: 4 })).not.toEqual(model);
  });

  it('finds the tokens that tell content from the rest, and drops those of a single site', () => {
    const examples = Array.from({ length: 300 }, (_, index) => ({
      tokens: index % 2 === 0 ? [1, 3] : [2, 3, ...(index === 7 ? [9] : [])],
      target: index % 2 === 0 ? 1 : 0,
      weight: 1,
      site: `site-${index % 5}`,
    }));
    const model = trainTokenModel(examples, { epochs: 4, rate: 0.3, decay: 0.001, minSites: 2 });
    expect(scoreTokens(model, [1, 3])).toBeGreaterThan(1);
    expect(scoreTokens(model, [2, 3])).toBeLessThan(-1);
    expect(model.weights.has(9)).toBe(false);
  });
});

describe('compileTrees', () => {
  it('walks preorder trees, and averages the models', () => {
    const tree = { split: [0, 1, -1, -1, -1], at: [5, 2, 1000, -500, 250] };
    const score = compileTrees([
      { base: 1, trees: [tree] },
      { base: 0, trees: [] },
    ]);
    expect(
      Array.from(
        score(
          [
            [1, 1],
            [1, 3],
            [6, 0],
          ].map((row) => Float32Array.from(row)),
        ),
      ),
    ).toEqual([1, 0.25, 0.625]);
  });
});
