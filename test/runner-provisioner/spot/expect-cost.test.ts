import { describe, expect, test } from 'vitest';
import {
  chanceOfLoss,
  expectOnDemand,
  expectSpot,
  priced,
  worthOf,
  type StepTimes,
} from '../../../runner-provisioner/spot/expect-cost.ts';
import { playStep } from './play-step.ts';

const MINUTE = 1 / 60;
const PRICES = { spot: 0.35, onDemand: 1, waiting: 5 };
const CHECKPOINT = { every: 10 * MINUTE, write: 0.5 * MINUTE, restore: 2 * MINUTE };
const RUNS = 20_000;

const step = (work: number, checkpoint: StepTimes['checkpoint'] = null): StepTimes => ({
  work,
  checkpoint,
  boot: 3 * MINUTE,
  hunt: MINUTE,
});

const onSpot = (of: StepTimes, terms: Parameters<typeof expectSpot>[1]) =>
  priced(expectSpot(of, terms), PRICES);
const onDemandOf = (of: StepTimes) => priced(expectOnDemand(of), PRICES);

const CASES = [null, CHECKPOINT].flatMap((checkpoint) =>
  [5 * MINUTE, 25 * MINUTE, 1, 4].flatMap((work) =>
    [0.05, 0.3, 1.1].flatMap((lossesPerHour) =>
      [1, 2, 4].map((mostLosses) => ({ checkpoint, work, lossesPerHour, mostLosses })),
    ),
  ),
);

describe('what a step is to cost on spot', () => {
  test('is what it costs on the mean when it is played', () => {
    const off = CASES.flatMap(({ checkpoint, work, lossesPerHour, mostLosses }, seed) => {
      const terms = { lossesPerHour, mostLosses };
      const told = onSpot(step(work, checkpoint), terms);
      const seen = playStep(step(work, checkpoint), { ...terms, prices: PRICES }, RUNS, seed);
      const parts = (['usd', 'hours', 'losses'] as const).flatMap((part) => {
        // Seldom losses are counted less surely.
        const noise = part === 'losses' ? 0.02 + 4 / Math.sqrt(seen.losses * RUNS) : 0.03;
        return Math.abs(told[part] / seen[part] - 1) < noise
          ? []
          : [`${part} ${told[part]} for ${seen[part]}`];
      });
      return parts.map((text) => `${work} h, ${lossesPerHour}/h, ${mostLosses}: ${text}`);
    });
    expect(off).toEqual([]);
  });

  test('is told at once, however many losses its file allows', () => {
    const since = process.cpuUsage();
    for (const checkpoint of [null, { ...CHECKPOINT, every: MINUTE }]) {
      const terms = { lossesPerHour: 0.3, mostLosses: 1e9 };
      expect(onSpot(step(24, checkpoint), terms).usd).toBeGreaterThan(1);
    }
    expect(process.cpuUsage(since).user / 1000).toBeLessThan(500);
  });

  test('is what the closed formulas say of a step without a checkpoint', () => {
    const hours = 1 + 3 * MINUTE;
    for (const rate of [0.05, 0.3, 1.1]) {
      const terms = { lossesPerHour: rate, mostLosses: 200 };
      const { losses, hours: wall, usd } = onSpot(step(1), terms);
      expect(losses).toBeCloseTo(Math.expm1(rate * hours), 6);
      expect(wall).toBeCloseTo(Math.expm1(rate * hours) / rate + MINUTE * losses, 6);
      const paid = (1 + 1 / rate) * Math.exp(rate * (hours - 1)) - 1 / rate;
      expect(usd).toBeCloseTo(0.35 * paid, 6);
    }
  });

  test('is the spot price of its hours where no machine is ever taken, and that of none in the first', () => {
    const never = { lossesPerHour: 0, mostLosses: 2 };
    const { usd, hours, losses } = onSpot(step(4, CHECKPOINT), never);
    const onDemand = onDemandOf(step(4, CHECKPOINT));
    expect([usd, hours, losses]).toEqual([0.35 * onDemand.hours, onDemand.hours, 0]);
    // 23 writes: none after the last part.
    expect(onDemand.hours).toBeCloseTo(4 + 3 * MINUTE + 23 * CHECKPOINT.write, 9);
    const often = { lossesPerHour: 3, mostLosses: 200 };
    expect(onSpot(step(0.5), often).usd).toBeCloseTo(0.35 * (0.5 + 3 * MINUTE), 9);
  });

  test('is that on demand where no loss is allowed', () => {
    const none = { lossesPerHour: 0.3, mostLosses: 0 };
    expect(onSpot(step(4), none)).toEqual(onDemandOf(step(4)));
  });

  test('rises with the rate and the length, and falls with a checkpoint', () => {
    const worth = (work: number, lossesPerHour: number, kept: StepTimes['checkpoint'] = null) =>
      worthOf(onSpot(step(work, kept), { lossesPerHour, mostLosses: 2 }), PRICES);
    const rates = [0.01, 0.05, 0.1, 0.3, 0.6].map((rate) => worth(3, rate));
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    const lengths = [0.1, 0.5, 1, 2, 10, 100].map((work) => worth(work, 0.1, CHECKPOINT));
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(worth(8, 0.3, CHECKPOINT)).toBeLessThan(worth(8, 0.3));
  });

  test('counts more checkpoints than it is computed by in the same hours', () => {
    const often = { ...CHECKPOINT, every: MINUTE };
    const { hours } = onDemandOf(step(100, often));
    expect(hours).toBeCloseTo(100 + 3 * MINUTE + 5999 * often.write, 6);
  });

  test('is near the last hour of a step that begins anew within one part', () => {
    const rare = { ...CHECKPOINT, every: 2 };
    const terms = { lossesPerHour: 0.3, mostLosses: 2 };
    expect(onSpot(step(1, rare), terms)).toEqual(onSpot(step(1), terms));
  });
});

test('a machine is lost before its step is over as often as spot-model says', () => {
  expect(chanceOfLoss(step(20 * MINUTE), 0.3)).toBeCloseTo(0.109, 3);
  expect(chanceOfLoss(step(24), 0.05)).toBeCloseTo(0.7, 2);
});
