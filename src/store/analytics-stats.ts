/** From cells to figures. */
import type { LatencyStats, Rate, Stats, VoteStats } from '../core/analytics.ts';
import { mergeCells } from './analytics-cells.ts';
import type { Cell } from './analytics-cells.ts';
import { percentilesOf } from './rollups-histogram.ts';

export function sumCells(cells: readonly Cell[]): Cell | null {
  const [first, ...rest] = cells;
  return first ? rest.reduce(mergeCells, first) : null;
}

export function statsOf(cell: Cell | null): Stats {
  if (!cell || cell.n <= 0) return { n: 0, avg: null, min: null, max: null };
  return { n: cell.n, avg: cell.total / cell.n, min: cell.min, max: cell.max };
}

/** @param values all of them, sorted, where they are few enough; else the cell's histogram answers */
export function latencyOf(cell: Cell | null, values: Float64Array | null): LatencyStats {
  const stats = statsOf(cell);
  if (stats.n === 0) return { ...stats, p50: null, p95: null, p99: null, isExact: true };
  const bounds = { min: stats.min ?? 0, max: stats.max ?? 0 };
  const [p50 = null, p95 = null, p99 = null] = values
    ? percentileShares.map((share) => exactPercentile(values, share))
    : percentilesOf(cell?.histogram ?? new Map(), percentileShares, bounds);
  return { ...stats, p50, p95, p99, isExact: values !== null };
}

const percentileShares = [0.5, 0.95, 0.99];

/** Interpolated between the two neighbours, as SQLite's and spreadsheets' PERCENTILE do. */
function exactPercentile(sorted: Float64Array, share: number): number | null {
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined || high === undefined ? null : low + (high - low) * (at - Math.floor(at));
}

export function rateOf(count: number, n: number): Rate {
  return { n, count, rate: n > 0 ? count / n : null };
}

export function votesOf(up: number, down: number): VoteStats {
  const n = up + down;
  return { up, down, n, share: n > 0 ? up / n : null };
}

export function countOf(cells: readonly Cell[], isMeant: (cell: Cell) => boolean = () => true): number {
  return cells.reduce((sum, cell) => sum + (isMeant(cell) ? cell.n : 0), 0);
}

/** Cells by a column or by their bucket, in the order in which each first comes. */
export function groupCells<K extends string | number>(cells: readonly Cell[], keyOf: (cell: Cell) => K): [K, Cell[]][] {
  const groups = new Map<K, Cell[]>();
  for (const cell of cells) {
    const group = groups.get(keyOf(cell));
    if (group) group.push(cell);
    else groups.set(keyOf(cell), [cell]);
  }
  return [...groups];
}

/** A point for each bucket that has cells. */
export function pointsOf<T>(
  cells: readonly Cell[],
  pointOf: (cells: Cell[], bucketMs: number) => T,
): (T & { startMs: number })[] {
  return groupCells(cells, (cell) => cell.bucketMs).map(([startMs, group]) => ({
    startMs,
    ...pointOf(group, startMs),
  }));
}
