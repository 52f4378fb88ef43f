export interface ValueSummary {
  n: number;
  /** Of the numbers among them; null where there is none. */
  numbers: { n: number; mean: number; min: number; p50: number; p95: number; max: number } | null;
  /** The most frequent ones as text, at most ten. */
  frequent: { value: string; count: number }[];
  distinct: number;
}

const shownValues = 10;

export function describeValues(values: readonly unknown[]): ValueSummary {
  const numbers = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  const counts = new Map<string, number>();
  for (const value of values) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const frequent = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  return {
    n: values.length,
    numbers: numbers.length === 0 ? null : figuresOf(numbers),
    frequent: frequent.slice(0, shownValues),
    distinct: counts.size,
  };
}

/** @param sorted at least one */
function figuresOf(sorted: readonly number[]): NonNullable<ValueSummary['numbers']> {
  // Nearest rank: a value that was measured, not one between two.
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { n: sorted.length, mean, min: at(0), p50: at(0.5), p95: at(0.95), max: at(1) };
}
