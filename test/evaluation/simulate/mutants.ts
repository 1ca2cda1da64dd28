/** A fault planted in a copy of the statistics, and the law that tells of it. */
export type Mutant = {
  readonly breaks: string;
  readonly law: RegExp;
  readonly file: string;
  readonly from: string;
  readonly to: string;
};

/** Each replaces one text that stands exactly once in its file. */
export const MUTANTS: readonly Mutant[] = [
  {
    breaks: 'rows are drawn, not their clusters',
    law: /coverage: .* clusters/,
    file: 'compare/pair-rows.ts',
    from: 'now.clusters === null ? null : unitsIn(now.clusters.chosen(rows.now))',
    to: 'null',
  },
  {
    breaks: 'the sides are drawn apart from each other',
    // Its interval is too wide: of a thousand pairs too many hold the truth, of a hundred too few changes are seen.
    law: /power: /,
    file: 'statistics/difference.ts',
    from: 'before.at(weights)',
    to: 'before.at(weights.toReversed())',
  },
  {
    breaks: 'the interval is the plain percentile one',
    law: /skewed sample/,
    file: 'intervals/bca.ts',
    from: 'cumulativeNormal(bias + shifted / (1 - acceleration * shifted))',
    to: 'cumulativeNormal(0 * shifted + score)',
  },
  {
    breaks: 'the bias is corrected, the acceleration is not',
    law: /skewed sample/,
    file: 'intervals/bca.ts',
    from: '(1 - acceleration * shifted)',
    to: '(1 - 0 * acceleration * shifted)',
  },
  {
    breaks: 'a variance is divided by n, not by n - 1',
    law: /DeLong/,
    file: 'statistics/auc.ts',
    from: 'Math.sqrt(count * (count - 1))',
    to: 'Math.sqrt(count * count)',
  },
];
