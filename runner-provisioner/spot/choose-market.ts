import {
  chanceOfLoss,
  expectOnDemand,
  expectSpot,
  priced,
  worthOf,
  type ExpectedHours,
  type HourlyPrices,
  type StepTimes,
} from './expect-cost.ts';
import type { ChoiceReason, SpotChoice } from './spot-choice.ts';

/** A step before one of its machines is asked for. */
export type SpotQuestion = {
  /** What is left of it; `work` as in the median of its earlier runs. */
  readonly step: StepTimes;
  /** How many times the median nine of ten of them stayed below; 1: nothing is known of that. */
  readonly spread: number;
  readonly prices: HourlyPrices;
  readonly lossesPerHour: number;
  /** Machines that it has lost already. */
  readonly lost: number;
  /** `escalate`: after so many it is no longer on spot. */
  readonly mostLosses: number;
  /** One of eight, where it is nearly even: on demand nothing is learned of spot. */
  readonly isTrial: boolean;
};

export type MarketChoice = Pick<SpotChoice, 'market' | 'why' | 'spot' | 'onDemand' | 'lossChance'>;

/** Nearer to each other than that, no figure here is sure of which is less. */
const EVEN = 0.03;
/** What a guard against surprises may cost. */
const GUARD = 0.05;
const RISKY = 0.25;
/** Up to which spot may be dearer than on demand for a trial. */
const TRIAL = 0.15;
/** Without a checkpoint, a step longer than that has had its one try. */
const ONE_TRY_HOURS = 1;

/** What a step takes on either market, whatever a pool asks for it. */
export type Foreseen = {
  readonly spot: ExpectedHours;
  readonly onDemand: ExpectedHours;
  /** Losses that are still allowed. */
  readonly lossesLeft: number;
};

/** Which market costs less in money and waiting together, of a step that may be on either. */
export function chooseMarket(question: SpotQuestion, foreseen = foresee(question)): MarketChoice {
  const { step, prices, lossesPerHour, lost, isTrial } = question;
  const spot = priced(foreseen.spot, prices);
  const onDemand = priced(foreseen.onDemand, prices);
  const ratio = worthOf(spot, prices) / worthOf(onDemand, prices);
  const lossChance = chanceOfLoss(step, lossesPerHour);
  const choice = (market: SpotChoice['market'], why: ChoiceReason): MarketChoice => ({
    market,
    why,
    spot,
    onDemand,
    lossChance,
  });
  if (foreseen.lossesLeft <= 0) return choice('on-demand', 'escalated');
  const why = whyOnDemand(ratio, { question, lossChance });
  if (why === null) return choice('spot', ratio < 1 - EVEN ? 'cheaper' : 'even');
  const mayTry = isTrial && lost === 0 && ratio < 1 + TRIAL;
  return mayTry ? choice('spot', 'trial') : choice('on-demand', why);
}

/** The same for all pools with this rate of losses: it takes some milliseconds where there are many checkpoints. */
export function foresee(question: Omit<SpotQuestion, 'isTrial'>): Foreseen {
  const left = lossesLeft(question);
  const terms = { lossesPerHour: question.lossesPerHour, mostLosses: Math.max(1, left) };
  return {
    spot: overWork(question, (each) => expectSpot(each, terms)),
    onDemand: overWork(question, expectOnDemand),
    lossesLeft: left,
  };
}

/** Null: it is better on spot. Nobody is surprised by what nobody waits for. */
function whyOnDemand(
  ratio: number,
  {
    question: { step, prices },
    lossChance,
  }: { readonly question: SpotQuestion; readonly lossChance: number },
): ChoiceReason | null {
  const isWaitedFor = prices.waiting > 0;
  const isBare = step.checkpoint === null;
  if (isWaitedFor && isBare && lossChance > RISKY && ratio > 1 - GUARD && ratio <= 1) {
    return 'risky';
  }
  if (ratio > 1 + EVEN) return 'cheaper';
  return isWaitedFor && ratio > 1 - EVEN ? 'even' : null;
}

/** One loss of a long step that keeps nothing is enough for who waits for it. */
function lossesLeft({ step, prices, lost, mostLosses }: Omit<SpotQuestion, 'isTrial'>): number {
  const isLong = step.boot + step.work > ONE_TRY_HOURS;
  const isOneTry = step.checkpoint === null && isLong && prices.waiting > 0;
  return (isOneTry ? Math.min(1, mostLosses) : mostLosses) - lost;
}

/**
 * Without a checkpoint the cost rises faster than the work, so that the mean over short and long runs is dearer than
 * a run of mean length: three of them stand for all (Swanson's rule: the 10th, 50th and 90th of a hundred).
 */
function overWork(
  { step, spread }: Pick<SpotQuestion, 'step' | 'spread'>,
  expect: (step: StepTimes) => ExpectedHours,
): ExpectedHours {
  if (step.checkpoint !== null || spread === 1) return expect(step);
  const all = SWANSON.map(({ share, power }) => {
    const hours = expect({ ...step, work: step.work * spread ** power });
    return timesShare(hours, share);
  });
  return all.reduce((a, b) => ({
    spot: a.spot + b.spot,
    onDemand: a.onDemand + b.onDemand,
    wall: a.wall + b.wall,
    losses: a.losses + b.losses,
  }));
}

function timesShare({ spot, onDemand, wall, losses }: ExpectedHours, share: number): ExpectedHours {
  return {
    spot: share * spot,
    onDemand: share * onDemand,
    wall: share * wall,
    losses: share * losses,
  };
}

const SWANSON = [
  { share: 0.3, power: -1 },
  { share: 0.4, power: 0 },
  { share: 0.3, power: 1 },
];
