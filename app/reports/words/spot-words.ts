import type { SpotChoice } from '../../../runner-provisioner/spot/spot-choice.ts';
import { duration } from '../../../text/duration.ts';
import { dollarsText } from '../../../text/dollars-text.ts';

type Market = SpotChoice['market'];
type Figures = SpotChoice['spot'];

/**
 * Why a machine is on spot or not, with the figures: `spot: about $1.10 and 3h 20m, against $3.20 and 3h 05m on demand`.
 * `given`: what EC2 had room for.
 */
export function spotWords(choice: SpotChoice, given: Market = choice.market): string {
  const guess = choice.isGuess === true ? [GUESS] : [];
  const parts = [figuresOf(choice, given), ...whyOf(choice, given), ...guess, ...hintOf(choice)];
  return parts.join('; ');
}

const GUESS = 'these figures are for its whole `timeout`';

const HOUR_MS = 3_600_000;

function figuresOf({ spot, onDemand }: SpotChoice, given: Market): string {
  const [own, other] = given === 'spot' ? [spot, onDemand] : [onDemand, spot];
  return `${nameOf(given)}: about ${amountOf(own)}, against ${amountOf(other)} ${given === 'spot' ? 'on demand' : 'on spot'}`;
}

function amountOf({ usd, hours }: Figures): string {
  return `${dollarsText(usd)} and ${duration(hours * HOUR_MS)}`;
}

function nameOf(market: Market): string {
  return market === 'spot' ? 'spot' : 'on demand';
}

function whyOf({ market, why, lossChance, lost }: SpotChoice, given: Market): readonly string[] {
  if (given !== market) return [`${nameOf(market)} had no room`];
  switch (why) {
    case 'cheaper':
      return [];
    case 'even':
      return ['the two are about even'];
    case 'trial':
      return ['tried, to see whether EC2 still takes such machines back'];
    case 'untried':
      return [
        market === 'spot'
          ? 'it has not succeeded before, and its checkpoint keeps what it has done'
          : 'it has not succeeded before',
      ];
    case 'risky':
      return [`EC2 would take ${oftenOf(lossChance)} back before the end`];
    case 'escalated':
      return [lost === 1 ? 'EC2 took a machine from it' : `EC2 took ${lost} machines from it`];
  }
}

/** `1 of 3 machines`. */
function oftenOf(chance: number): string {
  return `1 of ${Math.max(2, Math.round(1 / chance))} machines`;
}

function hintOf({ checkpoint }: SpotChoice): readonly string[] {
  if (checkpoint === undefined) return [];
  const { everyMs, savesUsd } = checkpoint;
  const minutes = Math.round(everyMs / 60_000);
  return [
    `a checkpoint every ${minutes} min would make spot the better one and save about ${dollarsText(savesUsd)} a run`,
  ];
}
