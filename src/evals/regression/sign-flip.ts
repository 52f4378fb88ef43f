import type { SeededRandom } from '../../core/seeded-random.ts';
import type { Unit } from './units.ts';

/** Up to here all 2^n ways to flip are counted. */
const maxExactUnits = 16;
const flipCount = 10_000;
/** Sums of the same differences in another order are equal up to this. */
const tolerance = 1e-9;

/**
 * One-sided p of a drop by the sign-flip permutation test: were both sides equally good, every difference d_i could as well have the other
 * sign, so p is the share of all 2^n sign patterns whose sum is as low as the one that was seen. Exact for n <= 16 (units without a difference
 * change nothing and are not counted); beyond, p = (1 + #{sum* <= sum}) / (1 + flips) with 10,000 seeded patterns, which is never 0.
 *
 * R. A. Fisher, The Design of Experiments (1935), §21; the +1: B. Phipson and G. K. Smyth, "Permutation p-values should never be zero" (2010).
 * Whole clusters are flipped where units are clusters.
 *
 * @returns 0 < p <= 1; 1 where nothing differs
 */
export function signFlipP(units: readonly Unit[], random: SeededRandom): number {
  const sums = units.map((unit) => unit.sum).filter((sum) => Math.abs(sum) > tolerance);
  if (sums.length === 0) return 1;
  return sums.length <= maxExactUnits ? exactP(sums) : sampledP(sums, random);
}

/** Walks all patterns by Gray code: each differs from the one before in one sign. */
function exactP(sums: readonly number[]): number {
  const seen = sums.reduce((total, sum) => total + sum, 0);
  const current = [...sums];
  const patternCount = 2 ** sums.length;
  let total = seen;
  let asLow = 1;
  for (let pattern = 1; pattern < patternCount; pattern += 1) {
    const index = 31 - Math.clz32(pattern & -pattern);
    const flipped = -(current[index] ?? 0);
    current[index] = flipped;
    total += 2 * flipped;
    if (total <= seen + tolerance) asLow += 1;
  }
  return asLow / patternCount;
}

function sampledP(sums: readonly number[], random: SeededRandom): number {
  const seen = sums.reduce((total, sum) => total + sum, 0);
  let asLow = 0;
  for (let flip = 0; flip < flipCount; flip += 1) {
    let total = 0;
    let bits = 0;
    for (let index = 0; index < sums.length; index += 1) {
      if (index % 32 === 0) bits = random.nextInteger();
      const sum = sums[index] ?? 0;
      total += (bits & 1) === 0 ? sum : -sum;
      bits >>>= 1;
    }
    if (total <= seen + tolerance) asLow += 1;
  }
  return (1 + asLow) / (1 + flipCount);
}
