import { simulateMonth, type Month, type MonthCost } from './simulate-month.ts';
import { exponential, traced } from './lifetimes.ts';

export type SpotRow = {
  /** Of an hour of waiting, where a machine on demand costs 1 an hour. */
  readonly waiting: number;
  readonly lives: string;
  readonly months: number;
  readonly within5Percent: number;
  readonly medianPercent: number;
  readonly worstPercent: number;
  readonly worst: string;
  readonly onDemandPercent: number;
  readonly lossesPer100Runs: number;
  /** Money, of what on demand alone costs. */
  readonly usdPercent: number;
};

const MINUTE = 1 / 60;
const LENGTHS = [5 * MINUTE, 20 * MINUTE, 1, 4, 12, 24];
/** The Spot Advisor's ranges as rates. */
const PRIORS = [0.003, 0.01, 0.017, 0.024, 0.05];
/** How wrong that may be. */
const TRUTHS = [1 / 3, 1, 3, 6];
const CHECKPOINT = { every: 10 * MINUTE, write: 0.5 * MINUTE, restore: 2 * MINUTE };
const WAITING = [0, 1, 5, 20];

/** The rule of spot beside the better of spot always and on demand always, in money and waiting together. */
export function benchSpot({ seed = 1, runs = 120 } = {}): SpotRow[] {
  return Object.entries({ exponential, traced }).flatMap(([lives, lifetime]) =>
    WAITING.map((waiting) => {
      const months = cases().map(({ name, truth, ...given }, at) => ({
        name,
        cost: simulateMonth({
          ...given,
          prices: { spot: 0.35, onDemand: 1, waiting },
          lifetime: lifetime(truth),
          runs,
          mostLosses: 2,
          seed: seed * 10_000 + at,
        }),
      }));
      return rowOf({ waiting, lives }, months, runs);
    }),
  );
}

type Named = { readonly name: string; readonly cost: MonthCost };

function cases(): readonly (Pick<Month, 'step' | 'priorPerHour'> & {
  readonly name: string;
  readonly truth: number;
})[] {
  return [null, CHECKPOINT].flatMap((checkpoint) =>
    LENGTHS.flatMap((work) =>
      PRIORS.flatMap((priorPerHour) =>
        TRUTHS.map((times) => ({
          name: `${round(work)} h ${checkpoint === null ? 'bare' : 'kept'} ${priorPerHour} x${round(times)}`,
          step: { work, checkpoint, boot: 3 * MINUTE, hunt: MINUTE },
          priorPerHour,
          truth: priorPerHour * times,
        })),
      ),
    ),
  );
}

function rowOf(
  head: Pick<SpotRow, 'waiting' | 'lives'>,
  months: readonly Named[],
  runs: number,
): SpotRow {
  const over = ({ cost }: Named) => cost.rule / Math.min(cost.spot, cost.onDemand) - 1;
  const sorted = months.toSorted((a, b) => over(b) - over(a));
  const excess = sorted.map(over);
  const sum = (of: (cost: MonthCost) => number) =>
    months.reduce((total, { cost }) => total + of(cost), 0);
  const [worst] = sorted;
  return {
    ...head,
    months: months.length,
    within5Percent: round((100 * excess.filter((each) => each <= 0.05).length) / excess.length),
    medianPercent: round(100 * (excess[Math.floor(excess.length / 2)] ?? 0)),
    worstPercent: round(100 * (excess[0] ?? 0)),
    worst: worst?.name ?? '',
    onDemandPercent: round(
      (100 * sum(({ onDemandRuns }) => onDemandRuns)) / (runs * months.length),
    ),
    lossesPer100Runs: round((100 * sum(({ losses }) => losses)) / (runs * months.length)),
    usdPercent: round((100 * sum(({ usd }) => usd.rule)) / sum(({ usd }) => usd.onDemand)),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
