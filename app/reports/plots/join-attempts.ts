type Row = { readonly step: number };

/**
 * What several attempts of one work told, as if one had told it: of an earlier attempt what lies below the first step
 * of a later one, which did the rest again. The oldest attempt is given first.
 */
export function joinAttempts<R extends Row>(attempts: readonly (readonly R[])[]): readonly R[] {
  const kept: (readonly R[])[] = [];
  let first = Infinity;
  for (const rows of attempts.toReversed()) {
    const below = rows.filter(({ step }) => step < first);
    kept.unshift(below);
    first = below.reduce((least, { step }) => Math.min(least, step), first);
  }
  return kept.flat();
}
