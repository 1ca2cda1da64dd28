import { chooseMarket } from '../../../runner-provisioner/spot/choose-market.ts';
import { lossRate, weightAfter } from '../../../runner-provisioner/spot/loss-rate.ts';
import type { HourlyPrices, StepTimes } from '../../../runner-provisioner/spot/expect-cost.ts';
import { chanceOf, type Chance } from '../../../test/runner-provisioner/stormy-sky.ts';
import type { Lifetime } from './lifetimes.ts';

/** A step that runs again and again in one pool; hours, and dollars of which a machine on demand costs one an hour. */
export type Month = {
  readonly step: StepTimes;
  readonly prices: HourlyPrices;
  readonly priorPerHour: number;
  readonly lifetime: Lifetime;
  readonly runs: number;
  readonly mostLosses: number;
  readonly seed: number;
};

/** What a month came to, each in money and waiting together. */
export type MonthCost = {
  readonly spot: number;
  readonly onDemand: number;
  readonly rule: number;
  readonly usd: { readonly spot: number; readonly onDemand: number; readonly rule: number };
  readonly losses: number;
  readonly onDemandRuns: number;
};

const BETWEEN_DAYS = 0.25;
const TRIALS = 1 / 8;
/** Nine of ten runs take less than that times the median: what its own history tells of a step. */
const SPREAD = 0.2;
const NINE_OF_TEN = Math.exp(1.2816 * SPREAD);

/** The rule, which learns as it goes, beside spot always and on demand always, over the same lives of the same machines. */
export function simulateMonth(month: Month): MonthCost {
  const { prices, step, seed, runs } = month;
  const chance = chanceOf(seed);
  const seen = { losses: 0, hours: 0 };
  const total = { spot: 0, onDemand: 0, rule: 0 };
  const usd = { spot: 0, onDemand: 0, rule: 0 };
  let [losses, onDemandRuns] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const weight = weightAfter(BETWEEN_DAYS);
    seen.losses *= weight;
    seen.hours *= weight;
    const real = { ...step, work: step.work * Math.exp(SPREAD * normal(chance)) };
    const lives = Array.from({ length: month.mostLosses + 1 }, () => month.lifetime(chance));
    const isTrial = chance() < TRIALS;
    const always = (market: 'spot' | 'on-demand') =>
      play(real, lives, month, () => market === 'spot');
    const rule = play(real, lives, month, (left, lost, had) => {
      const work = Math.max(step.checkpoint?.every ?? 0, step.work - (real.work - left));
      const pool = { losses: seen.losses + lost, hours: seen.hours + had };
      const choice = chooseMarket({
        step: { ...step, work },
        spread: NINE_OF_TEN,
        prices,
        lossesPerHour: lossRate({ pool, siblings: pool }, month.priorPerHour),
        lost,
        mostLosses: month.mostLosses,
        isTrial,
      });
      return choice.market === 'spot';
    });
    seen.losses += rule.losses;
    seen.hours += rule.spotHours;
    losses += rule.losses;
    onDemandRuns += rule.spotHours === 0 ? 1 : 0;
    const played = { spot: always('spot'), onDemand: always('on-demand'), rule };
    for (const arm of ['spot', 'onDemand', 'rule'] as const) {
      total[arm] += played[arm].usd + prices.waiting * played[arm].hours;
      usd[arm] += played[arm].usd;
    }
  }
  return { ...total, usd, losses, onDemandRuns };
}

type Played = { usd: number; hours: number; losses: number; spotHours: number };

/** One run of the step, machine after machine. */
function play(
  step: StepTimes,
  lives: readonly number[],
  month: Pick<Month, 'prices' | 'mostLosses'>,
  isSpot: (left: number, lost: number, spotHours: number) => boolean,
): Played {
  const most = mostOf(step, month);
  const all: Played = { usd: 0, hours: 0, losses: 0, spotHours: 0 };
  let left = step.work;
  for (;;) {
    const isLast = all.losses >= most || !isSpot(left, all.losses, all.spotHours);
    const begin = step.boot + restoreOf(left, step);
    const needs = begin + withWrites(left, step);
    const life = isLast ? Infinity : (lives[all.losses] ?? Infinity);
    const hours = Math.min(needs, life);
    all.hours += hours;
    if (!isLast) all.spotHours += hours;
    if (life >= needs) {
      all.usd += hours * (isLast ? month.prices.onDemand : month.prices.spot);
      return all;
    }
    all.usd += hours > 1 ? hours * month.prices.spot : 0;
    all.hours += step.hunt;
    all.losses += 1;
    left -= kept(Math.max(0, life - begin), left, step);
  }
}

/** In every arm, as the product has it. */
function mostOf(
  { checkpoint, boot, work }: StepTimes,
  { prices, mostLosses }: Pick<Month, 'prices' | 'mostLosses'>,
): number {
  return checkpoint === null && boot + work > 1 && prices.waiting > 0 ? 1 : mostLosses;
}

function restoreOf(left: number, { work, checkpoint }: StepTimes): number {
  return left < work ? (checkpoint?.restore ?? 0) : 0;
}

function withWrites(left: number, { checkpoint }: StepTimes): number {
  if (checkpoint === null) return left;
  return left + (Math.ceil(left / checkpoint.every - 1e-9) - 1) * checkpoint.write;
}

/** Of so many hours of work and writing, what the last whole checkpoint has. */
function kept(hours: number, left: number, { checkpoint }: StepTimes): number {
  if (checkpoint === null) return 0;
  const count = Math.floor(hours / (checkpoint.every + checkpoint.write));
  return Math.min(count * checkpoint.every, left);
}

function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}
