import type { MetricComparison } from '../../../evaluation/comparison.ts';
import { meanOf } from '../../../math/welch.ts';
import type { Training } from '../../../app/reports/report/training.ts';
import type { Chance } from '../simulate/random.ts';
import type { Reporting } from './reporting.ts';

export const METRICS = Array.from({ length: 16 }, (_, at) => `m${at}`);
const [PRIMARY = ''] = METRICS;

/** What a step is said to have measured of one metric, and how it was trained. */
export type Told = {
  readonly value: number;
  /** How far it was moved by the draw of the test set. */
  readonly testNoise: number;
  readonly of: number;
  /** What each of the trainings came to that its spread is taken from. */
  readonly trainings: readonly number[] | null;
};

/**
 * How both sides of a report are measured, in standard deviations of one training. The truth of both is 0, but for
 * `shift` of the primary metric of this run.
 */
export type ReportDesign = {
  readonly name: string;
  /** Standard error of the test set, of each side. */
  readonly test: number;
  /** Whether both were measured on the same examples, and the noise of the change is told; else each side tells its own. */
  readonly isPaired: boolean;
  readonly now: (chance: Chance, shift: number, name: string) => Omit<Told, 'testNoise'>;
  readonly before: (chance: Chance) => Omit<Told, 'testNoise'>;
  /** The best of so many was chosen for this run. */
  readonly best?: number;
};

const draws = ({ normal }: Chance, count: number, shift = 0): number[] =>
  Array.from({ length: count }, () => shift + normal());

/** A matrix of seeds. */
const seeds = (count: number) => (chance: Chance, shift: number) => {
  const trainings = draws(chance, count, shift);
  return { value: meanOf(trainings), of: count, trainings };
};

/** One run, and others that differ in their seed alone. */
const repeated = (count: number) => (chance: Chance, shift: number) => {
  const trainings = draws(chance, count, shift);
  return { value: trainings[0] ?? 0, of: 1, trainings };
};

const once = (chance: Chance, shift: number) => ({
  value: shift + chance.normal(),
  of: 1,
  trainings: null,
});

/** The best of a sweep over seeds by the primary metric; what it has of the others it has by chance. */
const best = (count: number) => (chance: Chance, shift: number, name: string) => {
  const trainings = draws(chance, count, shift);
  const value = name === PRIMARY ? Math.max(...trainings) : (trainings[0] ?? 0);
  return { value, of: 1, trainings };
};

const still =
  (make: (chance: Chance, shift: number) => Omit<Told, 'testNoise'>) => (chance: Chance) =>
    make(chance, 0);

const EIGHT_SEEDS: ReportDesign = {
  name: 'eight seeds a side, each side tells its noise',
  test: Math.sqrt(1 / 8),
  isPaired: false,
  now: seeds(8),
  before: still(seeds(8)),
};

/** In which a true difference must be seen, and its standard error: of fewer seeds Student's t asks for more. */
export const SEEN = { design: EIGHT_SEEDS, error: Math.sqrt(4 / 8) };

export const REPORT_DESIGNS: readonly ReportDesign[] = [
  EIGHT_SEEDS,
  {
    name: 'five seeds a side, each side tells its noise',
    test: Math.sqrt(1 / 5),
    isPaired: false,
    now: seeds(5),
    before: still(seeds(5)),
  },
  {
    name: 'three seeds a side',
    test: 0.4,
    isPaired: false,
    now: seeds(3),
    before: still(seeds(3)),
  },
  {
    name: 'one run against the mean of five seeds',
    test: 0.5,
    isPaired: false,
    now: once,
    before: still(seeds(5)),
  },
  {
    name: 'one run against one, by four repeats each, on the same examples',
    test: 0.7,
    isPaired: true,
    now: repeated(4),
    before: still(repeated(4)),
  },
  {
    name: 'the best of twenty seeds against one run, on the same examples',
    test: 0.5,
    isPaired: true,
    best: 20,
    now: best(20),
    before: still(once),
  },
];

/** How the gates of changes are judged that examples and trainings say something of. */
export const GATE_DESIGNS: readonly ReportDesign[] = [
  ...REPORT_DESIGNS.filter(({ isPaired }) => isPaired),
  {
    name: 'few examples, by twelve repeats each',
    test: 2,
    isPaired: true,
    now: repeated(12),
    before: still(repeated(12)),
  },
];

/** A side as a report takes it. */
export type ToldSide = {
  readonly metrics: Readonly<Record<string, number>>;
  readonly training: Training;
};

export type ToldReport = {
  readonly now: ToldSide;
  readonly before: ToldSide;
  readonly comparisons: Readonly<Record<string, MetricComparison>> | null;
};

const HALF = 1.959964;

/** One report of 16 metrics; `shift`: how much better the primary metric is in truth. */
export function drawReport(
  { spreadOf }: Pick<Reporting, 'spreadOf'>,
  design: ReportDesign,
  { chance, shift }: { readonly chance: Chance; readonly shift: number },
): ToldReport {
  const { test, isPaired } = design;
  const told = METRICS.map((name) => {
    const [noise, noiseBefore] = [test * chance.normal(), test * chance.normal()];
    const now = { ...design.now(chance, name === PRIMARY ? shift : 0, name), testNoise: noise };
    const before = { ...design.before(chance), testNoise: noiseBefore };
    return { name, now, before };
  });
  const sideOf = (which: 'now' | 'before'): ToldSide => ({
    metrics: Object.fromEntries(
      told.flatMap(({ name, [which]: { value, testNoise } }) => {
        const measured = value + testNoise;
        const bounds: [string, number][] = [
          [`${name}.low`, measured - HALF * test],
          [`${name}.high`, measured + HALF * test],
        ];
        return [[name, measured] as const, ...(isPaired ? [] : bounds)];
      }),
    ),
    training: trainingOf(
      spreadOf,
      told.map(({ name, [which]: side }) => [name, side]),
      which === 'now' ? design.best : undefined,
    ),
  });
  const comparisons = told.map(({ name, now, before }): [string, MetricComparison] => {
    const [value, was] = [now, before].map((side) => side.value + side.testNoise);
    return [name, comparisonOf(value ?? 0, was ?? 0, Math.SQRT2 * test)];
  });
  return {
    now: sideOf('now'),
    before: sideOf('before'),
    comparisons: isPaired ? Object.fromEntries(comparisons) : null,
  };
}

function comparisonOf(value: number, before: number, error: number): MetricComparison {
  const change = value - before;
  const interval = { low: change - HALF * error, high: change + HALF * error };
  const rest = { error, p: 0.5, n: 1000, clusters: null, method: { type: 'delong' } } as const;
  return { type: 'compared', value, before, change, interval, ...rest };
}

function trainingOf(
  spreadOf: Reporting['spreadOf'],
  told: readonly [string, Told][],
  among: number | undefined,
): Training {
  const spreads = told.flatMap(([name, { trainings }]) => {
    const spread = trainings === null ? null : spreadOf(trainings);
    return spread === null ? [] : [[name, { ...spread, from: 'seeds', step: 'train' }] as const];
  });
  const selection = { step: 'train', cells: among ?? null, metric: PRIMARY };
  return {
    of: told[0]?.[1].of ?? 1,
    spreads: Object.fromEntries(spreads),
    selection: among === undefined ? null : selection,
    together: null,
  };
}
