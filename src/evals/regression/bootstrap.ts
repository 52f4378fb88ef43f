import type { SeededRandom } from '../../core/seeded-random.ts';
import type { Unit } from './units.ts';

const resampleCount = 10_000;

/**
 * 90 % interval of the mean difference by the paired percentile bootstrap: as many units as there are are drawn with replacement, 10,000 times;
 * the interval holds the middle 90 % of the means, so its ends are one-sided bounds of 95 %. Where units are clusters, whole clusters are drawn.
 *
 * B. Efron, "Bootstrap methods: another look at the jackknife" (1979); clusters: A. C. Davison and D. V. Hinkley, Bootstrap Methods and their
 * Application (1997), §3.8. Slightly liberal below some 20 units.
 */
export function bootstrapInterval(units: readonly Unit[], random: SeededRandom): { low: number; high: number } {
  if (units.every(({ sum }) => sum === 0)) return { low: 0, high: 0 };
  const sums = Float64Array.from(units, (unit) => unit.sum);
  const sizes = Float64Array.from(units, (unit) => unit.size);
  const means = new Float64Array(resampleCount);
  for (let resample = 0; resample < resampleCount; resample += 1) {
    let sum = 0;
    let size = 0;
    for (let draw = 0; draw < units.length; draw += 1) {
      const unit = random.below(units.length);
      sum += sums[unit] ?? 0;
      size += sizes[unit] ?? 0;
    }
    means[resample] = sum / size;
  }
  means.sort();
  return { low: quantile(means, 0.05), high: quantile(means, 0.95) };
}

function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? 0;
  return below + (above - below) * (position - Math.floor(position));
}
