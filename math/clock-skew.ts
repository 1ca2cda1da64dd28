/**
 * How many milliseconds our clock is ahead of that of whoever answered with this time, which has whole seconds; what is
 * between the question and the answer is no skew. Null: they told none.
 */
export function clockSkew(
  told: number,
  { askedAt, answeredAt }: { readonly askedAt: number; readonly answeredAt: number },
): number | null {
  if (Number.isNaN(told)) return null;
  if (askedAt > told + 1000) return askedAt - told - 1000;
  return answeredAt < told ? answeredAt - told : 0;
}
