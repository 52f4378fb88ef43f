/**
 * The z with P(Z <= z) = `share` for a standard normal Z, by bisection on the distribution function. Right to 1e-6.
 *
 * @param share in (0, 1)
 */
export function normalQuantile(share: number): number {
  let low = -10;
  let high = 10;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(Z <= z) by the series of G. Marsaglia, "Evaluating the normal distribution" (2004). */
function normalShare(z: number): number {
  if (z < -8) return 0;
  if (z > 8) return 1;
  let sum = 0;
  let term = z;
  for (let index = 3; sum + term !== sum; index += 2) {
    sum += term;
    term = (term * z * z) / index;
  }
  return 0.5 + sum * Math.exp(-0.5 * z * z - Math.log(2 * Math.PI) / 2);
}
