/**
 * Counts of durations in bins whose borders grow by 5 %, so that a percentile read from them is off by 2.5 % at the most. Histograms add
 * up, which percentiles do not: that is what makes a month readable from its days.
 */

/** bin → count. */
export type Histogram = Map<number, number>;

const binsPerUnit = 20;
/** ln(0.01 ms) · 20, so that bin 1 begins at a hundredth of a millisecond; bin 0 is everything below. */
const offset = 93;
const maxBin = 0xffff;
const entryBytes = 6;

export function binOf(durationMs: number): number {
  if (!(durationMs > 0)) return 0;
  return Math.min(maxBin, Math.max(0, Math.floor(Math.log(durationMs) * binsPerUnit) + offset));
}

function middleOf(bin: number): number {
  return bin === 0 ? 0 : Math.exp((bin - offset + 0.5) / binsPerUnit);
}

/** 6 bytes a bin that holds anything: its number, then its count. */
export function encodeHistogram(histogram: Histogram): Buffer {
  const filled = [...histogram].filter(([, count]) => count > 0);
  const bytes = Buffer.alloc(filled.length * entryBytes);
  for (const [index, [bin, count]] of filled.entries()) {
    bytes.writeUInt16LE(bin, index * entryBytes);
    bytes.writeUInt32LE(Math.min(count, 0xffffffff), index * entryBytes + 2);
  }
  return bytes;
}

/** Adds what `bytes` holds to `histogram`. */
export function addEncodedHistogram(histogram: Histogram, bytes: Uint8Array): Histogram {
  for (let at = 0; at + entryBytes <= bytes.length; at += entryBytes) {
    const bin = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    const count =
      ((bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8) | ((bytes[at + 4] ?? 0) << 16)) +
      (bytes[at + 5] ?? 0) * 0x1000000;
    histogram.set(bin, (histogram.get(bin) ?? 0) + count);
  }
  return histogram;
}

/** Of single values. */
export function histogramOf(values: readonly number[]): Histogram {
  const histogram: Histogram = new Map();
  for (const value of values) addToHistogram(histogram, binOf(value), 1);
  return histogram;
}

export function addToHistogram(histogram: Histogram, bin: number, count: number): void {
  histogram.set(bin, (histogram.get(bin) ?? 0) + count);
}

/**
 * Percentiles by nearest rank, never outside of what was really measured.
 * @param shares 0 to 1
 * @returns null each for an empty histogram
 */
export function percentilesOf(
  histogram: Histogram,
  shares: readonly number[],
  bounds: { min: number; max: number },
): (number | null)[] {
  const bins = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const n = bins.reduce((sum, [, count]) => sum + count, 0);
  return shares.map((share) => {
    if (n === 0) return null;
    const rank = Math.ceil(share * n);
    let seen = 0;
    for (const [bin, count] of bins) {
      seen += count;
      if (seen >= rank) return Math.min(bounds.max, Math.max(bounds.min, middleOf(bin)));
    }
    return bounds.max;
  });
}
