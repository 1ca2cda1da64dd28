import type { VerdictFold } from '../../../evaluation/judge/verdict-fold.ts';
import type { VerdictCounts, VerdictForm } from '../../../evaluation/judge.ts';
import { plainOf } from '../../support/plain-examples.ts';

type Row = readonly [
  id: string,
  sample: string | null,
  order: 'c' | 'b' | null,
  verdict: number | null,
];

const FORM: VerdictForm = { verdict: 'verdict', sample: null, first: null, scale: null };

export function fold(
  Fold: typeof VerdictFold,
  rows: readonly Row[],
  form: Partial<VerdictForm> = {},
): { readonly values: Readonly<Record<string, number>>; readonly counts: VerdictCounts } {
  const all = new Fold({ ...FORM, ...form });
  for (const [id, sample, order, verdict] of rows) {
    const why = all.take({
      id,
      cluster: null,
      sample,
      candidateFirst: order === null ? null : order === 'c',
      verdict,
    });
    if (why !== null) throw new Error(why);
  }
  const { examples, counts } = all.end();
  const { ids, columns } = plainOf(examples);
  const values = columns['verdict'] ?? [];
  return {
    values: Object.fromEntries(ids.map((id, at) => [id, values[at] ?? Number.NaN])),
    counts,
  };
}

export type Law = {
  readonly law: string;
  readonly holds: (Fold: typeof VerdictFold) => boolean;
};

const pair = { first: 'first' };
const samples = { sample: 'sample' };

/** What any way of summing verdicts up must do. */
export const LAWS: readonly Law[] = [
  {
    law: 'a pair that was judged in one order alone is no verdict, and is counted as missing',
    holds: (Fold) => {
      const { values, counts } = fold(
        Fold,
        [
          ['one', null, 'c', 1],
          ['both', null, 'c', 1],
          ['both', null, 'b', 0],
        ],
        pair,
      );
      return !('one' in values) && values['both'] === 1 && counts.missing === 1;
    },
  },
  {
    law: 'where the order changes the winner it is a tie, and a tie counts',
    holds: (Fold) => {
      const { values, counts } = fold(
        Fold,
        [
          ['place', null, 'c', 1],
          ['place', null, 'b', 1],
          ['even', null, 'c', 0.5],
          ['even', null, 'b', 0.5],
          ['half', null, 'c', 0.5],
          ['half', null, 'b', 0],
        ],
        pair,
      );
      const all = Object.values(values);
      return all.length === 3 && all.every((value) => value === 0.5) && counts.pairs?.split === 2;
    },
  },
  {
    law: 'what cannot be read is counted, is no verdict, and hides no item',
    holds: (Fold) => {
      const { values, counts } = fold(Fold, [
        ['a', null, null, 1],
        ['b', null, null, null],
      ]);
      return !('b' in values) && counts.unparsed === 1 && counts.unjudged === 1;
    },
  },
  {
    law: 'an item is one example however often it was asked, and its value is the mean',
    holds: (Fold) => {
      const { values, counts } = fold(
        Fold,
        [
          ['a', '0', null, 1],
          ['a', '1', null, 0],
          ['a', '2', null, 0],
          ['a', '3', null, 0],
          ['b', '0', null, 1],
        ],
        samples,
      );
      const isMean = values['a'] === 0.25 && values['b'] === 1;
      return isMean && counts.items === 2 && counts.samples === 4 && counts.missing === 3;
    },
  },
  {
    law: 'the first place is told of complete pairs alone, and without ties',
    holds: (Fold) => {
      const { counts } = fold(
        Fold,
        [
          ['a', null, 'c', 1],
          ['a', null, 'b', 1],
          ['b', null, 'c', 0.5],
          ['b', null, 'b', 0],
          ['c', null, 'c', 1],
        ],
        pair,
      );
      return counts.pairs?.decided === 3 && counts.pairs.first === 2 && counts.pairs.complete === 2;
    },
  },
];
