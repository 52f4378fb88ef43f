import { type ClassifierWeights, tokenScale } from '../../src/retrieval/html/block-classifier.ts';
import { featureNames } from '../../src/retrieval/html/block-features.ts';
import { tokenScoreNames, withTokenScores } from '../../src/retrieval/html/token-scores.ts';
import { type StoredTree, leafScale } from '../../src/retrieval/html/tree-model.ts';
import { type Tree, trainBoostedTrees } from './boosted-trees.ts';
import { type TokenModel, scoreTokens, trainTokenModel } from './logistic-regression.ts';
import { partOf } from './part-of.ts';
import { type LabelledPage, tokenNames } from './read-labelled-pages.ts';

/** Chosen by out-of-fold scores; neighbours of these values differ by less than the noise of 0.002. */
const tokenTraining = { epochs: 4, rate: 0.15, decay: 0.02, minSites: 3 };
const treeTraining = {
  trees: 200,
  leaves: 10,
  rate: 0.07,
  minLeafWeight: 0.05,
  lambda: 0.3,
  rowShare: 0.6,
  featureShare: 0.25,
};
const forestSeeds = [11, 12];
const calibration = { slope: 0.8, shift: 0 };
/** Tokens whose weight rounds to less are left out of the file. */
const smallestTokenWeight = 12;
const innerParts = 4;

/**
 * Trains the two stages: a token model, then boosted trees over the numeric features and the token scores. The trees see
 * token scores from models that did not see the page's site, as they will on new pages.
 */
export function trainClassifier(pages: readonly LabelledPage[]): ClassifierWeights {
  const weightOf = new Map(pages.map((page) => [page, blockWeights(page)]));
  const train = (part: readonly LabelledPage[]): TokenModel =>
    rounded(
      trainTokenModel(
        part.flatMap((page) =>
          page.tokens.map((tokens, index) => ({
            tokens,
            target: page.labels[index] ?? 0,
            weight: (weightOf.get(page)?.[index] ?? 0) * 100,
            site: page.site,
          })),
        ),
        tokenTraining,
      ),
    );
  const rows: Float32Array[] = [];
  const targets: number[] = [];
  const weights: number[] = [];
  for (let part = 0; part < innerParts; part += 1) {
    const inPart = (page: LabelledPage) => partOf(page.site, 'inner', innerParts) === part;
    const model = train(pages.filter((page) => !inPart(page)));
    for (const page of pages.filter(inPart)) {
      const scores = page.tokens.map((tokens) => scoreTokens(model, tokens));
      rows.push(...withTokenScores(page.rows, scores, page.wordCounts));
      targets.push(...page.labels);
      weights.push(...(weightOf.get(page) ?? []));
    }
  }
  const tokenModel = train(pages);
  return {
    about: 'Weights of the block classifier, written by scripts/train-extractor.ts; see WEIGHTS.md beside this file.',
    features: [...featureNames, ...tokenScoreNames],
    calibration,
    tokenBias: Math.round(tokenModel.bias * tokenScale),
    tokens: Object.fromEntries(
      [...tokenModel.weights]
        .map(([token, weight]): [string, number] => [tokenNames[token] ?? '', Math.round(weight * tokenScale)])
        .filter(([, weight]) => weight !== 0)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    forests: forestSeeds.map((seed) => {
      const forest = trainBoostedTrees(rows, Float64Array.from(targets), Float64Array.from(weights), {
        ...treeTraining,
        seed,
      });
      return { base: Number(forest.base.toFixed(4)), trees: forest.trees.map(store) };
    }),
  };
}

/** Long blocks count for more, but not by all of their length; a page counts by the root of its size, within limits. */
function blockWeights(page: LabelledPage): number[] {
  const lengths = page.wordCounts.map((words) => Math.max(1, words) ** 0.7);
  const sum = lengths.reduce((total, length) => total + length, 0);
  return lengths.map((length) => (length / sum) * Math.sqrt(Math.min(sum, 4000) / 300));
}

function rounded(model: TokenModel): TokenModel {
  const weights = new Map<number, number>();
  for (const [token, weight] of model.weights) {
    const whole = Math.round(weight * tokenScale);
    if (Math.abs(whole) >= smallestTokenWeight) weights.set(token, whole / tokenScale);
  }
  return { bias: Math.round(model.bias * tokenScale) / tokenScale, weights };
}

function store(tree: Tree): StoredTree {
  const stored: StoredTree = { split: [], at: [] };
  const place = (node: number): void => {
    const feature = tree.feature[node] ?? -1;
    stored.split.push(feature);
    if (feature < 0) {
      stored.at.push(Math.round((tree.value[node] ?? 0) * leafScale));
      return;
    }
    stored.at.push(Number((tree.threshold[node] ?? 0).toPrecision(5)));
    place(tree.left[node] ?? 0);
    place(tree.right[node] ?? 0);
  };
  place(0);
  return stored;
}
