import { normalQuantile } from './normal-quantile.ts';
import { meanDifference, type Unit } from './units.ts';

const power = 0.8;

/**
 * Smallest drop that a comparison with this much noise finds in 80 % of the cases: (z_alpha + z_power) · SE, with
 * SE² = (1/n²) Σ_g (Σ_{i in g} (d_i - mean))² over clusters g; with units of one item that is sd/√n.
 *
 * E. Miller, "Adding error bars to evals" (arXiv 2411.00640), §2.2 and §4.
 *
 * @returns a difference of means, 0 to 1; null where no item differs, for then there is no noise to go by
 */
export function detectableDrop(units: readonly Unit[], alpha: number): number | null {
  const n = units.reduce((sum, unit) => sum + unit.size, 0);
  const mean = meanDifference(units);
  const squares = units.reduce((sum, unit) => sum + (unit.sum - mean * unit.size) ** 2, 0);
  if (squares < 1e-12) return null;
  // The sample's own mean is used, so one degree of freedom is gone.
  const correction = units.length > 1 ? units.length / (units.length - 1) : 1;
  const error = Math.sqrt(squares * correction) / n;
  return Math.min(1, (normalQuantile(1 - alpha) + normalQuantile(power)) * error);
}
