/** What a step is to its machine; all in hours. */
export type StepTimes = {
  readonly work: number;
  /** Null: nothing of it outlives its machine. `restore` is what the next machine needs to go on from one. */
  readonly checkpoint: {
    readonly every: number;
    readonly write: number;
    readonly restore: number;
  } | null;
  /** Paid before the step begins. */
  readonly boot: number;
  /** From the loss of a machine to the launch of the next: paid for by nobody, waited for all the same. */
  readonly hunt: number;
};

/** Dollars an hour. */
export type HourlyPrices = {
  readonly spot: number;
  readonly onDemand: number;
  /** Of an hour in which somebody waits for the step. */
  readonly waiting: number;
};

/** Means over all that may happen, whatever it costs. */
export type ExpectedHours = {
  /** Paid on each market. */
  readonly spot: number;
  readonly onDemand: number;
  /** From the first launch to the end. */
  readonly wall: number;
  readonly losses: number;
};

/** The same by the prices of a pool. */
export type Expected = {
  readonly usd: number;
  /** From the first launch to the end. */
  readonly hours: number;
  readonly losses: number;
};

type SpotTerms = {
  /** Of one running machine, in an hour; losses come independently of its age. */
  readonly lossesPerHour: number;
  /** After so many losses it goes on on-demand. */
  readonly mostLosses: number;
};

/** EC2 asks nothing for a spot machine that it takes in its first hour: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-for-interrupted-spot-instances.html */
const FREE_HOURS = 1;
/** Parts that a step is counted in between its checkpoints; with more, several count as one. */
const MOST_PARTS = 200;
/** Losses that are counted at least; of few parts more are. It takes time, and whoever writes `after` may write any number. */
const LEAST_COUNTED = 20;

/** On a machine that nobody takes away. */
export function expectOnDemand(step: StepTimes): ExpectedHours {
  const wall = step.boot + sum(partsOf(step));
  return { spot: 0, onDemand: wall, wall, losses: 0 };
}

/**
 * On spot machines, each going on from the last checkpoint of the one before, until as many are lost as are allowed; then on
 * demand. Exact, from the last machine back to the first.
 */
export function expectSpot(
  step: StepTimes,
  { lossesPerHour, mostLosses }: SpotTerms,
): ExpectedHours {
  const parts = partsOf(step);
  const begin = (at: number) => step.boot + (at > 0 ? (step.checkpoint?.restore ?? 0) : 0);
  let after = parts.map((_, at): ExpectedHours => {
    const wall = begin(at) + sum(parts.slice(at));
    return { spot: 0, onDemand: wall, wall, losses: 0 };
  });
  const counted = Math.min(mostLosses, Math.max(LEAST_COUNTED, MOST_PARTS / parts.length));
  for (let left = 0; left < counted; left += 1) {
    const next = after;
    after = parts.map((_, at) =>
      oneMachine([begin(at), ...parts.slice(at)], {
        lossesPerHour,
        hunt: step.hunt,
        // Lost while it boots or in its first part: the next begins where this one did.
        goesOn: (part) => next[at + Math.max(0, part - 1)] ?? ZERO,
      }),
    );
  }
  return after[0] ?? ZERO;
}

export function priced(
  { spot, onDemand, wall, losses }: ExpectedHours,
  prices: Omit<HourlyPrices, 'waiting'>,
): Expected {
  return { usd: prices.spot * spot + prices.onDemand * onDemand, hours: wall, losses };
}

/** What money and waiting come to together. */
export function worthOf({ usd, hours }: Expected, { waiting }: HourlyPrices): number {
  return usd + waiting * hours;
}

/** That a machine is lost before the step is over, on which nothing is kept. */
export function chanceOfLoss({ boot, work }: StepTimes, lossesPerHour: number): number {
  return -Math.expm1(-lossesPerHour * (boot + work));
}

type OneMachine = {
  readonly lossesPerHour: number;
  readonly hunt: number;
  goesOn(part: number): ExpectedHours;
};

function oneMachine(parts: readonly number[], terms: OneMachine): ExpectedHours {
  const { lossesPerHour, hunt } = terms;
  let [spot, onDemand, wall, losses, age] = [0, 0, 0, 0, 0];
  parts.forEach((length, part) => {
    const chance = lostBetween(age, age + length, lossesPerHour);
    const rest = terms.goesOn(part);
    spot += ageAtLoss(Math.max(age, FREE_HOURS), age + length, lossesPerHour) + chance * rest.spot;
    onDemand += chance * rest.onDemand;
    wall += ageAtLoss(age, age + length, lossesPerHour) + chance * (hunt + rest.wall);
    losses += chance * (1 + rest.losses);
    age += length;
  });
  const stays = Math.exp(-lossesPerHour * age);
  return { spot: spot + stays * age, onDemand, wall: wall + stays * age, losses };
}

function lostBetween(from: number, to: number, rate: number): number {
  return Math.exp(-rate * from) * -Math.expm1(-rate * (to - from));
}

/** The mean age of a machine at its loss, counted where that falls between the two. */
function ageAtLoss(from: number, to: number, rate: number): number {
  if (rate === 0 || to <= from) return 0;
  const at = (age: number) => (age + 1 / rate) * Math.exp(-rate * age);
  return at(from) - at(to);
}

/** Each with the writing of the checkpoint at its end; after the last none is written. */
function partsOf({ work, checkpoint }: StepTimes): readonly number[] {
  if (checkpoint === null || checkpoint.every >= work) return [work];
  const { every, write } = checkpoint;
  const count = Math.ceil(work / every - 1e-9);
  const together = Math.ceil(count / MOST_PARTS);
  const length = together * (every + write);
  const full = Math.ceil(count / together) - 1;
  const rest = work - full * together * every + (count - 1 - full * together) * write;
  return [...Array.from({ length: full }, () => length), rest];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const ZERO: ExpectedHours = { spot: 0, onDemand: 0, wall: 0, losses: 0 };
