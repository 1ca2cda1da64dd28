/**
 * Which of many findings to show: Benjamini and Hochberg's step-up procedure, which keeps the expected share of false
 * ones among those shown at `level` (where none is true, the chance of showing any). Takes two-sided p-values, gives an
 * answer for each in their order.
 * Benjamini, Y. & Hochberg, Y. (1995): https://www.jstor.org/stable/2346101
 */
export function benjaminiHochberg(pValues: readonly number[], level: number): readonly boolean[] {
  const order = pValues.map((p, at) => ({ p, at })).toSorted((a, b) => a.p - b.p);
  const last = order.findLastIndex(({ p }, rank) => p <= (level * (rank + 1)) / order.length);
  const stands = pValues.map(() => false);
  for (const { at } of order.slice(0, last + 1)) stands[at] = true;
  return stands;
}
