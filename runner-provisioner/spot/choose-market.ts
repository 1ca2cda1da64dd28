import type { Market } from '../machine/machine.ts';
import {
  chanceOfLoss,
  expectOnDemand,
  expectSpot,
  worthOf,
  type Expected,
  type HourlyPrices,
  type StepTimes,
} from './expect-cost.ts';

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

export type MarketChoice = {
  readonly market: Market;
  readonly why: ChoiceReason;
  readonly spot: Expected;
  readonly onDemand: Expected;
  /** That one machine is lost before the step is over. */
  readonly lossChance: number;
};

export type ChoiceReason =
  /** Money and waiting together are less. */
  | 'cheaper'
  /** The two are as good as even. */
  | 'even'
  | 'trial'
  /** It would likely begin again, and spot saves next to nothing. */
  | 'risky'
  /** It lost as many machines as `escalate` allows. */
  | 'escalated';

/** Nearer to each other than that, no figure here is sure of which is less. */
const EVEN = 0.03;
/** What a guard against surprises may cost. */
const GUARD = 0.05;
const RISKY = 0.25;
/** Up to which spot may be dearer than on demand for a trial. */
const TRIAL = 0.15;
/** Without a checkpoint, a step longer than that has had its one try. */
const ONE_TRY_HOURS = 1;

/** Which market costs less in money and waiting together, of a step that may be on either. */
export function chooseMarket(question: SpotQuestion): MarketChoice {
  const { step, prices, lossesPerHour, lost, isTrial } = question;
  const mostLosses = lossesLeft(question);
  const terms = { lossesPerHour, mostLosses: Math.max(1, mostLosses) };
  const spot = overWork(question, (each) => expectSpot(each, prices, terms));
  const onDemand = overWork(question, (each) => expectOnDemand(each, prices));
  const ratio = worthOf(spot, prices) / worthOf(onDemand, prices);
  const lossChance = chanceOfLoss(step, lossesPerHour);
  const choice = (market: Market, why: ChoiceReason): MarketChoice => ({
    market,
    why,
    spot,
    onDemand,
    lossChance,
  });
  if (mostLosses <= 0) return choice('on-demand', 'escalated');
  const why = whyOnDemand(ratio, { question, lossChance });
  if (why === null) return choice('spot', ratio < 1 - EVEN ? 'cheaper' : 'even');
  const mayTry = isTrial && lost === 0 && ratio < 1 + TRIAL;
  return mayTry ? choice('spot', 'trial') : choice('on-demand', why);
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
function lossesLeft({ step, prices, lost, mostLosses }: SpotQuestion): number {
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
  expect: (step: StepTimes) => Expected,
): Expected {
  if (step.checkpoint !== null || spread === 1) return expect(step);
  const all = SWANSON.map(({ share, power }) => {
    const { usd, hours, losses } = expect({ ...step, work: step.work * spread ** power });
    return { usd: share * usd, hours: share * hours, losses: share * losses };
  });
  return all.reduce((a, b) => ({
    usd: a.usd + b.usd,
    hours: a.hours + b.hours,
    losses: a.losses + b.losses,
  }));
}

const SWANSON = [
  { share: 0.3, power: -1 },
  { share: 0.4, power: 0 },
  { share: 0.3, power: 1 },
];
