export interface ChartScale {
  min: number;
  max: number;
  ticks: number[];
}

/** A round scale that holds all values and zero, with about `count` steps. */
export function chartScale(values: readonly number[], count = 4): ChartScale {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  // Below this the steps could not be told apart from rounding.
  const span = high - low > 1e-12 ? high - low : 1;
  const rough = span / count;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const min = Math.floor(low / step) * step;
  const max = Math.max(min + step, Math.ceil(high / step) * step);
  const ticks = Array.from({ length: Math.round((max - min) / step) + 1 }, (_, index) =>
    Number((min + index * step).toPrecision(12)),
  );
  return { min, max, ticks };
}

/** A short label of a number: 12k, 3.5M, 0.25. */
export function formatChartNumber(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}
