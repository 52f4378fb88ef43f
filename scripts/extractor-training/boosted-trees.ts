import { seededRandom } from './seeded-random.ts';

/** A tree as parallel arrays: node 0 is the root; a leaf has feature -1. A value at most the threshold goes left. */
export interface Tree {
  feature: number[];
  threshold: number[];
  left: number[];
  right: number[];
  value: number[];
}

export interface BoostedTrees {
  base: number;
  trees: Tree[];
}

export interface TreeTraining {
  trees: number;
  leaves: number;
  rate: number;
  /** Smallest sum of example weights in a leaf. */
  minLeafWeight: number;
  lambda: number;
  rowShare: number;
  featureShare: number;
  seed: number;
}

const maxBins = 48;

interface Leaf {
  node: number;
  rows: Int32Array;
  gradient: number;
  hessian: number;
  histogram: Float64Array;
  gain: number;
  feature: number;
  bin: number;
}

/**
 * Gradient boosting of small regression trees for log loss with soft targets; histogram splits, best leaf first.
 * The same data and seed give the same trees.
 */
export function trainBoostedTrees(
  rows: readonly Float32Array[],
  targets: Float64Array,
  weights: Float64Array,
  training: TreeTraining,
): BoostedTrees {
  const size = rows.length;
  const width = rows[0]?.length ?? 0;
  const edges = Array.from({ length: width }, (_, feature) => binEdges(rows, feature));
  const bins = edges.map((edge, feature) => Uint8Array.from(rows, (row) => binOf(edge, row[feature] ?? 0)));
  let positive = 0;
  let total = 0;
  for (let at = 0; at < size; at += 1) {
    positive += (targets[at] ?? 0) * (weights[at] ?? 0);
    total += weights[at] ?? 0;
  }
  const base = Math.log((positive + 1e-6) / (total - positive + 1e-6));
  const scores = new Float64Array(size).fill(base);
  const gradients = new Float64Array(size);
  const hessians = new Float64Array(size);
  const random = seededRandom(training.seed);
  const trees: Tree[] = [];
  for (let round = 0; round < training.trees; round += 1) {
    for (let at = 0; at < size; at += 1) {
      const p = 1 / (1 + Math.exp(-(scores[at] ?? 0)));
      gradients[at] = (p - (targets[at] ?? 0)) * (weights[at] ?? 0);
      hessians[at] = Math.max(1e-6, p * (1 - p)) * (weights[at] ?? 0);
    }
    const sample: number[] = [];
    for (let at = 0; at < size; at += 1) if (random() < training.rowShare) sample.push(at);
    const features: number[] = [];
    for (let feature = 0; feature < width; feature += 1) if (random() < training.featureShare) features.push(feature);
    const tree = growTree(Int32Array.from(sample), features, bins, edges, gradients, hessians, training);
    trees.push(tree);
    for (let at = 0; at < size; at += 1) {
      let node = 0;
      while ((tree.feature[node] ?? -1) >= 0) {
        const value = rows[at]?.[tree.feature[node] ?? 0] ?? 0;
        node = (value <= (tree.threshold[node] ?? 0) ? tree.left[node] : tree.right[node]) ?? 0;
      }
      scores[at] = (scores[at] ?? 0) + (tree.value[node] ?? 0);
    }
  }
  return { base, trees };
}

function growTree(
  sample: Int32Array,
  features: readonly number[],
  bins: readonly Uint8Array[],
  edges: readonly Float32Array[],
  gradients: Float64Array,
  hessians: Float64Array,
  training: TreeTraining,
): Tree {
  const tree: Tree = { feature: [-1], threshold: [0], left: [0], right: [0], value: [0] };
  const stride = maxBins * 2;
  const histogramOf = (rows: Int32Array): Float64Array => {
    const histogram = new Float64Array(features.length * stride);
    for (let index = 0; index < features.length; index += 1) {
      const column = bins[features[index] ?? 0];
      if (!column) continue;
      const offset = index * stride;
      for (const row of rows) {
        const at = offset + (column[row] ?? 0) * 2;
        histogram[at] = (histogram[at] ?? 0) + (gradients[row] ?? 0);
        histogram[at + 1] = (histogram[at + 1] ?? 0) + (hessians[row] ?? 0);
      }
    }
    return histogram;
  };
  const makeLeaf = (node: number, rows: Int32Array, histogram: Float64Array): Leaf => {
    let gradient = 0;
    let hessian = 0;
    for (const row of rows) {
      gradient += gradients[row] ?? 0;
      hessian += hessians[row] ?? 0;
    }
    tree.value[node] = (-gradient / (hessian + training.lambda)) * training.rate;
    const leaf: Leaf = { node, rows, gradient, hessian, histogram, gain: 0, feature: -1, bin: 0 };
    const whole = (gradient * gradient) / (hessian + training.lambda);
    for (let index = 0; index < features.length; index += 1) {
      const feature = features[index] ?? 0;
      const last = edges[feature]?.length ?? 0;
      let g = 0;
      let h = 0;
      for (let bin = 0; bin < last; bin += 1) {
        g += histogram[index * stride + bin * 2] ?? 0;
        h += histogram[index * stride + bin * 2 + 1] ?? 0;
        if (h < training.minLeafWeight || hessian - h < training.minLeafWeight) continue;
        const gain = (g * g) / (h + training.lambda) + (gradient - g) ** 2 / (hessian - h + training.lambda) - whole;
        if (gain > leaf.gain) {
          leaf.gain = gain;
          leaf.feature = feature;
          leaf.bin = bin;
        }
      }
    }
    return leaf;
  };
  let open: Leaf[] = [makeLeaf(0, sample, histogramOf(sample))];
  for (let leaves = 1; leaves < training.leaves; leaves += 1) {
    open = open.filter((leaf) => leaf.gain > 1e-9);
    let best = open[0];
    for (const leaf of open) if (best && leaf.gain > best.gain) best = leaf;
    if (!best) break;
    const chosen = best;
    open = open.filter((leaf) => leaf !== chosen);
    const column = bins[chosen.feature] ?? new Uint8Array(0);
    const leftRows = chosen.rows.filter((row) => (column[row] ?? 0) <= chosen.bin);
    const rightRows = chosen.rows.filter((row) => (column[row] ?? 0) > chosen.bin);
    const left = tree.feature.length;
    const right = left + 1;
    tree.feature[chosen.node] = chosen.feature;
    tree.threshold[chosen.node] = edges[chosen.feature]?.[chosen.bin] ?? 0;
    tree.left[chosen.node] = left;
    tree.right[chosen.node] = right;
    tree.feature.push(-1, -1);
    tree.threshold.push(0, 0);
    tree.left.push(0, 0);
    tree.right.push(0, 0);
    tree.value.push(0, 0);
    // The larger child's histogram is the parent's less the smaller child's.
    const smallerIsLeft = leftRows.length <= rightRows.length;
    const smaller = histogramOf(smallerIsLeft ? leftRows : rightRows);
    const larger = chosen.histogram;
    for (let at = 0; at < larger.length; at += 1) larger[at] = (larger[at] ?? 0) - (smaller[at] ?? 0);
    open.push(makeLeaf(left, leftRows, smallerIsLeft ? smaller : larger));
    open.push(makeLeaf(right, rightRows, smallerIsLeft ? larger : smaller));
  }
  return tree;
}

/** Upper ends of the bins of one feature but the last: up to 47 quantiles of its distinct values. */
function binEdges(rows: readonly Float32Array[], feature: number): Float32Array {
  const values = Float32Array.from(rows, (row) => row[feature] ?? 0).sort();
  const distinct: number[] = [];
  for (const value of values) if (distinct.length === 0 || value !== distinct.at(-1)) distinct.push(value);
  const ends: number[] = [];
  if (distinct.length <= maxBins) {
    for (let at = 0; at + 1 < distinct.length; at += 1) ends.push(((distinct[at] ?? 0) + (distinct[at + 1] ?? 0)) / 2);
  } else {
    // Half the bins by rows, half by distinct values, so that long tails are not one bin.
    const half = Math.floor((maxBins - 1) / 2);
    for (let at = 1; at <= half; at += 1) {
      ends.push(values[Math.floor((at * values.length) / (half + 1))] ?? 0);
      ends.push(distinct[Math.floor((at * distinct.length) / (half + 1))] ?? 0);
    }
  }
  return Float32Array.from([...new Set(ends.map((end) => shorten(end)))].sort((a, b) => a - b));
}

/** Few digits, so that the weights file stays small and readable. */
function shorten(value: number): number {
  return Math.fround(Number(value.toPrecision(4)));
}

function binOf(edges: Float32Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (edges[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
