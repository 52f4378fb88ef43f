import { seededRandom } from './seeded-random.ts';

export interface TokenModel {
  bias: number;
  /** By token number. */
  weights: Map<number, number>;
}

export interface TokenExample {
  tokens: number[];
  /** 0 to 1. */
  target: number;
  weight: number;
  site: string;
}

export interface TokenTraining {
  epochs: number;
  rate: number;
  /** Pull towards zero per update, scaled by the example's weight. */
  decay: number;
  /** Tokens seen on fewer sites are left out. */
  minSites: number;
}

/** Logistic regression over tokens with AdaGrad steps; the same examples give the same weights. */
export function trainTokenModel(examples: readonly TokenExample[], training: TokenTraining): TokenModel {
  const sites = new Map<number, Set<string> | null>();
  for (const example of examples) {
    for (const token of example.tokens) {
      const seen = sites.get(token);
      if (seen === null) continue;
      if (seen === undefined) sites.set(token, new Set([example.site]));
      else if (seen.add(example.site).size >= training.minSites) sites.set(token, null);
    }
  }
  const ids = new Map<number, number>();
  for (const [token, seen] of sites) if (seen === null || training.minSites <= 1) ids.set(token, ids.size);
  const rows = examples.map((example) => Int32Array.from(example.tokens.flatMap((token) => ids.get(token) ?? [])));
  const weights = new Float64Array(ids.size);
  const squares = new Float64Array(ids.size).fill(1);
  let bias = 0;
  let biasSquares = 1;
  const random = seededRandom(7);
  const order = examples.map((_, index) => index);
  for (let epoch = 0; epoch < training.epochs; epoch += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(random() * (at + 1));
      [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
    }
    for (const index of order) {
      const row = rows[index];
      const example = examples[index];
      if (!row || !example) continue;
      let sum = bias;
      for (const id of row) sum += weights[id] ?? 0;
      const slope = (1 / (1 + Math.exp(-sum)) - example.target) * example.weight;
      biasSquares += slope * slope;
      bias -= (training.rate * slope) / Math.sqrt(biasSquares);
      for (const id of row) {
        const pull = slope + training.decay * example.weight * (weights[id] ?? 0);
        squares[id] = (squares[id] ?? 1) + pull * pull;
        weights[id] = (weights[id] ?? 0) - (training.rate * pull) / Math.sqrt(squares[id] ?? 1);
      }
    }
  }
  return { bias, weights: new Map([...ids].map(([token, id]) => [token, weights[id] ?? 0])) };
}

/** Log-odds of one example. */
export function scoreTokens(model: TokenModel, tokens: readonly number[]): number {
  let sum = model.bias;
  for (const token of tokens) sum += model.weights.get(token) ?? 0;
  return sum;
}
