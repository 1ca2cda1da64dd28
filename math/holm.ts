/**
 * Which of several findings stand when all of them are looked at together: Holm's step-down procedure, which keeps the
 * chance of even one false finding at `level`. Takes two-sided p-values, gives an answer for each in their order.
 * Holm, S. (1979): https://www.jstor.org/stable/4615733
 */
export function holm(pValues: readonly number[], level: number): readonly boolean[] {
  const order = pValues.map((p, at) => ({ p, at })).toSorted((a, b) => a.p - b.p);
  const stands = pValues.map(() => false);
  for (const [rank, { p, at }] of order.entries()) {
    if (!(p <= level / (pValues.length - rank))) break;
    stands[at] = true;
  }
  return stands;
}
