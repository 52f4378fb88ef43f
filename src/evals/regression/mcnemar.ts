/**
 * One-sided mid-p of McNemar's test: of the N items whose answer changed sides, L were lost (pass → fail); were both sides equally good,
 * L would be binomial (N, 1/2). mid-p = sum over k > L of C(N,k)/2^N + C(N,L)/2^(N+1).
 *
 * M. W. Fagerland, S. Lydersen and P. Laake, "The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact
 * conditional" (2013).
 *
 * @returns 0 < p < 1; 0.5 where nothing changed sides
 */
export function mcnemarMidP(lost: number, won: number): number {
  const n = lost + won;
  let p = 0;
  for (let k = lost; k <= n; k += 1) p += Math.exp(logChoose(n, k) - n * Math.LN2) * (k === lost ? 0.5 : 1);
  return Math.min(1, p);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let index = 1; index <= k; index += 1) sum += Math.log((n - k + index) / index);
  return sum;
}
