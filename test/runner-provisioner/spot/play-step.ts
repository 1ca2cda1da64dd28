import type {
  Expected,
  HourlyPrices,
  StepTimes,
} from '../../../runner-provisioner/spot/expect-cost.ts';
import { chanceOf } from '../stormy-sky.ts';

type Terms = {
  readonly lossesPerHour: number;
  readonly mostLosses: number;
  readonly prices: HourlyPrices;
};

/**
 * The mean over so many runs of a step on spot machines that are taken away at random, played second by second of what is
 * told of EC2's bill and of checkpoints: it shares nothing with what is computed.
 */
export function playStep(step: StepTimes, terms: Terms, runs: number, seed: number): Expected {
  const chance = chanceOf(seed);
  const all = { usd: 0, hours: 0, losses: 0 };
  for (let run = 0; run < runs; run += 1) {
    const { usd, hours, losses } = playOnce(step, terms, chance);
    all.usd += usd / runs;
    all.hours += hours / runs;
    all.losses += losses / runs;
  }
  return all;
}

function playOnce(step: StepTimes, terms: Terms, chance: () => number): Expected {
  const { lossesPerHour, mostLosses, prices } = terms;
  let [usd, hours, losses, saved] = [0, 0, 0, 0];
  for (;;) {
    const isSpot = losses < mostLosses;
    const life = isSpot ? -Math.log(1 - chance()) / lossesPerHour : Infinity;
    const lived = live(step, saved, life);
    saved = lived.saved;
    hours += lived.hours;
    if (lived.isDone) {
      return { usd: usd + lived.hours * (isSpot ? prices.spot : prices.onDemand), hours, losses };
    }
    // Nothing is asked for a machine that EC2 takes in its first hour.
    if (lived.hours > 1) usd += lived.hours * prices.spot;
    losses += 1;
    hours += step.hunt;
  }
}

/** One machine: what it lived, and what is saved when it is gone. */
function live(
  { work, checkpoint, boot }: StepTimes,
  from: number,
  life: number,
): { readonly hours: number; readonly saved: number; readonly isDone: boolean } {
  const { every, write, restore } = checkpoint ?? { every: work, write: 0, restore: 0 };
  let [saved, done] = [from, from];
  let age = boot + (from > 0 ? restore : 0);
  while (age < life && done < work) {
    const next = Math.min(work, done + every);
    age += next - done + (next < work ? write : 0);
    if (age < life) saved = next;
    done = next;
  }
  return { hours: Math.min(age, life), saved, isDone: age < life };
}
