import { readFileSync } from 'node:fs';
import { describeBlocks, featureNames } from './block-features.ts';
import { blockTokens } from './block-tokens.ts';
import type { PageFacts } from './page-facts.ts';
import { tokenScoreNames, withTokenScores } from './token-scores.ts';
import { type TreeModel, compileTrees } from './tree-model.ts';

/** The content of weights.json, written by scripts/train-extractor.ts. */
export interface ClassifierWeights {
  about: string;
  /** Features that the trees ask for, by number. */
  features: string[];
  /** Log-odds of the token model: a bias and a weight for each token, in hundredths. */
  tokenBias: number;
  tokens: Record<string, number>;
  forests: TreeModel[];
  /** Log-odds are multiplied by `slope` and moved by `shift` before they are made probabilities. */
  calibration: { slope: number; shift: number };
}

/** Token weights are stored as whole numbers of this size. */
export const tokenScale = 100;

export type BlockClassifier = (page: PageFacts) => number[];

/** Makes a classifier that gives every block of a page its probability of being main content. */
export function createBlockClassifier(weights: ClassifierWeights): BlockClassifier {
  const tokenIds = new Map(Object.keys(weights.tokens).map((name, id) => [name, id]));
  const tokenWeights = Object.values(weights.tokens);
  const idOf = (name: string): number => tokenIds.get(name) ?? -1;
  const score = compileTrees(weights.forests);
  const { slope, shift } = weights.calibration;
  let checked = false;
  return (page) => {
    const scores = blockTokens(page, idOf).map((ids) => {
      let sum = weights.tokenBias;
      for (const id of ids) sum += tokenWeights[id] ?? 0;
      return sum / tokenScale;
    });
    const rows = withTokenScores(
      describeBlocks(page),
      scores,
      page.words.map((words) => words.length),
    );
    if (!checked && rows.length > 0) {
      const names = [...featureNames, ...tokenScoreNames];
      if (names.length !== weights.features.length || names.some((name, at) => name !== weights.features[at]))
        throw new Error('weights.json was trained for other features: run scripts/train-extractor.ts.');
      checked = true;
    }
    return Array.from(score(rows), (logOdds) => 1 / (1 + Math.exp(-(logOdds * slope + shift))));
  };
}

let loaded: BlockClassifier | null = null;

/** The classifier with the weights of the project, read once. */
export function blockClassifier(): BlockClassifier {
  loaded ??= createBlockClassifier(
    JSON.parse(readFileSync(new URL('weights.json', import.meta.url), 'utf8')) as ClassifierWeights,
  );
  return loaded;
}
