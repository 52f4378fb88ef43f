/**
 * A tree in preorder: `split[i]` is the number of the feature asked at node i, or -1 at a leaf; `at[i]` is the threshold,
 * or the leaf's value in thousandths. A value at most the threshold goes to the next node, else to the right child.
 */
export interface StoredTree {
  split: number[];
  at: number[];
}

export interface TreeModel {
  /** Log-odds before any tree. */
  base: number;
  trees: StoredTree[];
}

/** Leaf values are stored as whole numbers of this size. */
export const leafScale = 1000;

/** Makes a function that gives the mean log-odds of several tree models for one row. */
export function compileTrees(models: readonly TreeModel[]): (row: Float32Array) => number {
  const split: number[] = [];
  const at: number[] = [];
  const right: number[] = [];
  const roots: number[] = [];
  let base = 0;
  for (const model of models) {
    base += model.base;
    for (const tree of model.trees) {
      const start = split.length;
      roots.push(start);
      /** Index after the subtree that starts at `node`. */
      const place = (node: number): number => {
        const feature = tree.split[node] ?? -1;
        split.push(feature);
        at.push(feature < 0 ? (tree.at[node] ?? 0) / leafScale : (tree.at[node] ?? 0));
        right.push(0);
        if (feature < 0) return node + 1;
        const second = place(node + 1);
        right[start + node] = start + second;
        return place(second);
      };
      place(0);
    }
  }
  const splits = Int16Array.from(split);
  const values = Float32Array.from(at);
  const rights = Int32Array.from(right);
  const count = Math.max(1, models.length);
  return (row) => {
    let sum = base;
    for (const root of roots) {
      let node = root;
      let feature = splits[node] ?? -1;
      while (feature >= 0) {
        node = (row[feature] ?? 0) <= (values[node] ?? 0) ? node + 1 : (rights[node] ?? 0);
        feature = splits[node] ?? -1;
      }
      sum += values[node] ?? 0;
    }
    return sum / count;
  };
}
