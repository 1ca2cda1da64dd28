import type { Examples, Statistic } from '../../../evaluation/examples.ts';
import type { Chance } from './random.ts';
import { examplesOf } from '../../support/plain-examples.ts';

/** Two sides that judged the same examples, drawn from a population whose true change is known. */
export type Pair = { readonly now: Examples; readonly before: Examples };

export type Design = {
  readonly name: string;
  readonly statistic: Statistic;
  readonly draw: (chance: Chance) => Pair;
  /** The share of intervals that must hold the true change, which is 0. */
  readonly coverage: { readonly least: number; readonly most: number };
};

const WELL = { least: 0.93, most: 0.97 };
/** Of few examples the interval may be rough, or there is none. */
const ROUGHLY = { least: 0.91, most: 1 };

/** What the sides have in common of an example decides most of it, as two models of one task have it. */
export const DESIGNS: readonly Design[] = [
  { name: 'accuracy of 400 rows', coverage: WELL, ...accuracy(400, 0.7) },
  { name: 'loss of 200 rows, skewed', coverage: WELL, ...loss({ rows: 200, clusters: null }) },
  {
    name: 'loss of 1,000 rows in 50 clusters',
    coverage: WELL,
    ...loss({ rows: 1000, clusters: 50 }),
  },
  { name: 'auc of 2,000 rows, 5 % positive', coverage: WELL, ...auc(2000) },
  { name: 'quantile 0.95 of 500 rows', coverage: WELL, ...quantile(500, 0.95) },
  { name: 'median of 100 rows', coverage: WELL, ...quantile(100, 0.5) },
  { name: 'accuracy of 30 rows', coverage: ROUGHLY, ...accuracy(30, 2) },
  { name: 'loss of 30 rows', coverage: ROUGHLY, ...loss({ rows: 30, clusters: null }) },
  { name: 'auc of 500 rows, 5 % positive', coverage: ROUGHLY, ...auc(500) },
];

type Drawn = Pick<Design, 'statistic' | 'draw'>;

/** The farther apart the models are, the more often one is right and the other wrong. */
function accuracy(rows: number, apart: number): Drawn {
  return {
    statistic: { type: 'mean', column: 'correct' },
    draw: ({ normal }) =>
      pairOf(rows, null, () => {
        const ease = 0.9 + normal();
        const answers = [0, 0].map(() => (ease + apart * normal() > 0 ? 1 : 0));
        return [{ correct: answers[0] ?? 0 }, { correct: answers[1] ?? 0 }];
      }),
  };
}

export function loss({
  rows,
  clusters,
  shift = 0,
}: {
  readonly rows: number;
  readonly clusters: number | null;
  readonly shift?: number;
}): Drawn {
  return {
    statistic: { type: 'mean', column: 'loss' },
    draw: ({ normal }) => {
      const together = Array.from({ length: clusters ?? 0 }, () => [normal(), normal()]);
      return pairOf(rows, clusters, (row) => {
        const [mine = 0, theirs = 0] = together[row % (clusters ?? 1)] ?? [];
        const shared = Math.exp(0.5 * normal());
        const noise = [mine, theirs].map((each) => 0.5 * each + 0.5 * normal());
        return [
          { loss: shared * (2 + (noise[0] ?? 0)) + shift },
          { loss: shared * (2 + (noise[1] ?? 0)) },
        ];
      });
    },
  };
}

function auc(rows: number): Drawn {
  return {
    statistic: { type: 'auc', label: 'label', score: 'score' },
    draw: ({ normal, uniform }) =>
      pairOf(rows, null, () => {
        const label = uniform() < 0.05 ? 1 : 0;
        const shared = 1.2 * label + 0.8 * normal();
        return [
          { label, score: shared + 0.6 * normal() },
          { label, score: shared + 0.6 * normal() },
        ];
      }),
  };
}

function quantile(rows: number, at: number): Drawn {
  return {
    statistic: { type: 'quantile', column: 'latency', at },
    draw: ({ normal }) =>
      pairOf(rows, null, () => {
        const shared = normal();
        const latency = (): number => Math.exp(0.5 * (shared + 0.6 * normal()));
        return [{ latency: latency() }, { latency: latency() }];
      }),
  };
}

type Row = Readonly<Record<string, number>>;

/** Rows of both sides, one after the other; every so many rows the clusters begin again. */
export function pairOf(
  rows: number,
  clusters: number | null,
  drawRow: (row: number) => readonly [Row, Row],
): Pair {
  const drawn = Array.from({ length: rows }, (_, row) => drawRow(row));
  const ids = drawn.map((_, row) => `${row}`);
  const groups = clusters === null ? null : ids.map((_, row) => `${row % clusters}`);
  const side = (of: 0 | 1): Examples => {
    const names = Object.keys(drawn[0]?.[of] ?? {});
    const columns = names.map((name) => [
      name,
      Float64Array.from(drawn, (row) => row[of][name] ?? Number.NaN),
    ]);
    return examplesOf({ ids, clusters: groups, columns: Object.fromEntries(columns) });
  };
  return { now: side(0), before: side(1) };
}
