import { isWithin } from './is-within.ts';
import type { Candidate } from './candidate.ts';
import {
  chooseMarket,
  foresee,
  type Foreseen,
  type MarketChoice,
  type SpotQuestion,
} from './choose-market.ts';
import { worthOf, type HourlyPrices } from './expect-cost.ts';
import { lossRate } from './loss-rate.ts';
import { seenLosses, type PoolSeen, type SpotPool } from './pool-seen.ts';
import type { SpotChoice } from './spot-choice.ts';
import type { SpotFacts } from './spot-facts.ts';

export type PoolsChoice = {
  /** Of the pool that is best on spot. */
  readonly best: SpotChoice;
  /** Whether it is better there than on demand. */
  readonly pays: (pool: SpotPool) => boolean;
};

export type PoolsView = {
  readonly maxPrice: number | null;
  readonly seen: readonly PoolSeen[];
  readonly now: number;
  /** One of eight. */
  readonly isTrial: boolean;
};

const HOUR_MS = 3_600_000;
const MINUTE = 1 / 60;
/** Until the step begins: from the launch, drivers and runner included. Of machines with GPUs nobody has published more than single figures. */
const BOOT = 3 * MINUTE;
/** From a loss to the next launch. */
const HUNT = MINUTE;
/** Uploads begin in the background: what a write of one and a restore take from the step. */
const CHECKPOINT = { write: MINUTE / 2, restore: 2 * MINUTE };
/** What a step without one might have. */
const HINT_EVERY = 10 * MINUTE;
/**
 * Losses an hour before anything was seen. AWS publishes no rate; of types with GPUs most are in the Spot Advisor's highest
 * range, of others in the middle, if a machine lives for eight hours: https://aws.amazon.com/ec2/spot/instance-advisor/
 */
const PRIOR = { gpu: 0.05, other: 0.017 } as const;

/** Which pools of one region are worth asking on spot; null: nobody can say, since prices are not known. */
export function choosePools(
  facts: SpotFacts,
  candidates: readonly Candidate[],
  view: PoolsView,
): PoolsChoice | null {
  const onDemand = cheapestOnDemand(candidates, view);
  const priced = candidates.flatMap((each) => {
    const { spot } = each.usdHour;
    const isAffordable = spot !== null && isWithin(view.maxPrice, spot);
    return isAffordable ? each.zones.map((zone) => ({ ...each, zone, spot })) : [];
  });
  if (onDemand === null || priced.length === 0) return null;
  const foreseen = new Map<number, Foreseen>();
  const judged = priced.map(({ region, type, zone, family, spot }) => {
    const pool = { region, type, zone };
    const lossesPerHour = lossRate(seenLosses(view.seen, pool, view.now), priorOf(family));
    const prices = { spot, onDemand, waiting: facts.waitingUsdHour };
    const question = questionOf(facts, { prices, lossesPerHour, isTrial: view.isTrial });
    const known = foreseen.get(lossesPerHour) ?? foresee(question);
    foreseen.set(lossesPerHour, known);
    const choice = ofUntried(facts, prices, chooseMarket(question, known));
    return { pool, question, choice, worth: worthOf(choice.spot, prices) };
  });
  const [best] = judged.toSorted((a, b) => a.worth - b.worth);
  if (best === undefined) return null;
  const paying = new Set(
    judged.filter(({ choice }) => choice.market === 'spot').map(({ pool }) => nameOf(pool)),
  );
  const { lost } = facts;
  return {
    best: {
      ...best.choice,
      lost,
      ...(facts.past === null && { isGuess: true as const }),
      ...hintOf(best.question, best.choice),
    },
    pays: (pool) => paying.has(nameOf(pool)),
  };
}

/** Nobody knows how long it takes, and by the most that it may take spot would never be worth it to who waits. */
function ofUntried(
  { past, checkpointMs }: SpotFacts,
  { spot, onDemand }: HourlyPrices,
  choice: MarketChoice,
): MarketChoice {
  if (past !== null || choice.why === 'escalated') return choice;
  const market = checkpointMs !== null && spot < onDemand ? 'spot' : 'on-demand';
  return { ...choice, market, why: 'untried' };
}

function cheapestOnDemand(
  candidates: readonly Candidate[],
  { maxPrice }: Pick<PoolsView, 'maxPrice'>,
): number | null {
  const prices = candidates.flatMap(({ usdHour: { onDemand } }) =>
    onDemand !== null && isWithin(maxPrice, onDemand) ? [onDemand] : [],
  );
  return prices.length === 0 ? null : Math.min(...prices);
}

function priorOf(family: string): number {
  return family === 'standard' ? PRIOR.other : PRIOR.gpu;
}

function nameOf({ region, type, zone }: SpotPool): string {
  return `${region} ${type} ${zone}`;
}

/** Of a step that has not succeeded before nobody knows more than how long it may take. */
function questionOf(
  { past, checkpointMs, savedMs, mostMs, lost, mostLosses }: SpotFacts,
  given: Pick<SpotQuestion, 'lossesPerHour' | 'isTrial'> & { readonly prices: HourlyPrices },
): SpotQuestion {
  const all = past?.medianMs ?? mostMs;
  const work = Math.max(LEAST_MS, all - savedMs) / HOUR_MS;
  const checkpoint =
    checkpointMs === null
      ? null
      : { ...CHECKPOINT, every: Math.max(LEAST_MS, checkpointMs) / HOUR_MS };
  return {
    step: { work, checkpoint, boot: BOOT, hunt: HUNT },
    spread: past === null ? 1 : Math.max(1, past.p90Ms / Math.max(1, past.medianMs)),
    lost,
    mostLosses,
    ...given,
  };
}

/** A median of no time at all, or a checkpoint at every moment, is none. */
const LEAST_MS = 10_000;

/** Whether a checkpoint would turn the step to spot, and what that saves. */
function hintOf(
  question: SpotQuestion,
  { market, why, onDemand }: Pick<SpotChoice, 'market' | 'why' | 'onDemand'>,
): Pick<SpotChoice, 'checkpoint'> {
  const { step } = question;
  const isBare = step.checkpoint === null && step.work > HINT_EVERY;
  if (market === 'spot' || why === 'escalated' || !isBare) return {};
  const checkpoint = { ...CHECKPOINT, every: HINT_EVERY };
  const kept = chooseMarket({ ...question, step: { ...step, checkpoint }, isTrial: false });
  const savesUsd = onDemand.usd - kept.spot.usd;
  if (kept.market !== 'spot' || savesUsd <= 0) return {};
  return { checkpoint: { everyMs: Math.round(HINT_EVERY * HOUR_MS), savesUsd } };
}
