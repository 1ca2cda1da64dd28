/**
 * Of pairs in which the sides differ: the chance that so many or more of them go one way if either way is as likely,
 * two-sided, where what happened counts half. For few pairs; exact.
 * Fagerland et al. (2013): https://doi.org/10.1186/1471-2288-13-91
 */
export function mcnemarMidP(better: number, worse: number): number {
  const pairs = better + worse;
  const fewer = Math.min(better, worse);
  let [chance, sum] = [0.5 ** pairs, 0];
  for (let count = 0; count < fewer; count += 1) {
    sum += chance;
    chance *= (pairs - count) / (count + 1);
  }
  return Math.min(1, 2 * sum + chance);
}
