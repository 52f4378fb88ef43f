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

const rowsAtOnce = 64;

/** Makes a function that gives the mean log-odds of several tree models for each row. */
export function compileTrees(models: readonly TreeModel[]): (rows: readonly Float32Array[]) => Float64Array {
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
  return (rows) => {
    const sums = new Float64Array(rows.length).fill(base);
    // Some rows at a time, tree by tree, so that both stay in the processor's cache.
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const to = Math.min(rows.length, from + rowsAtOnce);
      for (const root of roots) {
        for (let at = from; at < to; at += 1) {
          const row = rows[at] as Float32Array;
          let node = root;
          let feature = splits[node] as number;
          while (feature >= 0) {
            node = (row[feature] as number) <= (values[node] as number) ? node + 1 : (rights[node] as number);
            feature = splits[node] as number;
          }
          sums[at] = (sums[at] as number) + (values[node] as number);
        }
      }
    }
    return sums.map((sum) => sum / count);
  };
}
