import { describe, expect, test } from 'vitest';
import { chooseMarket, type SpotQuestion } from '../../../runner-provisioner/spot/choose-market.ts';
import { lossRate } from '../../../runner-provisioner/spot/loss-rate.ts';

const MINUTE = 1 / 60;
const CHECKPOINT = { every: 10 * MINUTE, write: 0.5 * MINUTE, restore: 2 * MINUTE };

const question = (
  work: number,
  waiting: number,
  given: Partial<SpotQuestion> & { readonly kept?: true } = {},
): SpotQuestion => ({
  step: {
    work,
    checkpoint: given.kept === true ? CHECKPOINT : null,
    boot: 3 * MINUTE,
    hunt: MINUTE,
  },
  spread: 1,
  prices: { spot: 0.35, onDemand: 1, waiting },
  lossesPerHour: 0.05,
  lost: 0,
  mostLosses: 2,
  isTrial: false,
  ...given,
});

/** The five ranges of the Spot Advisor as rates, V100 machines of 2023, and eight of them in one in 2022. */
const RATES = [0.003, 0.01, 0.017, 0.024, 0.05, 0.3, 1.09];

/**
 * What was worked out beforehand by formulas without an end to losses and with every hour billed: S spot, o on demand, at
 * those rates; in columns an hour of waiting is worth 0, 1, 5 and 20 of one on demand.
 */
const WORKED_OUT: readonly (readonly [number, boolean, string])[] = [
  [5 * MINUTE, false, 'SSSSSSS SSSSSSS SSSSSSS SSSSSSo'],
  [20 * MINUTE, false, 'SSSSSSS SSSSSSS SSSSSSo SSSSSoo'],
  [1, false, 'SSSSSSS SSSSSSo SSSSSoo SSSSSoo'],
  [4, false, 'SSSSSSo SSSSSoo SSSSSoo SSooooo'],
  [12, false, 'SSSSSoo SSSSSoo SSSoooo Soooooo'],
  [24, false, 'SSSSSoo SSSSooo Soooooo ooooooo'],
  [5 * MINUTE, true, 'SSSSSSS SSSSSSS SSSSSSS SSSSSSo'],
  [20 * MINUTE, true, 'SSSSSSS SSSSSSS SSSSSSo SSSSSoo'],
  [1, true, 'SSSSSSS SSSSSSS SSSSSSo SSSSSoo'],
  [4, true, 'SSSSSSS SSSSSSS SSSSSSo SSSSSoo'],
  [12, true, 'SSSSSSS SSSSSSS SSSSSSo SSSSSoo'],
  [24, true, 'SSSSSSS SSSSSSS SSSSSSo SSSSSoo'],
];

/** As chosen, with `e` where the two are even and `r` where the guard decides. */
function lettersOf(work: number, isKept: boolean): readonly string[] {
  const kept = isKept ? ({ kept: true } as const) : {};
  return [0, 1, 5, 20].flatMap((waiting) =>
    RATES.map((lossesPerHour) => {
      const given = { lossesPerHour, mostLosses: 8, ...kept };
      const { market, why } = chooseMarket(question(work, waiting, given));
      if (why === 'cheaper') return market === 'spot' ? 'S' : 'o';
      return why === 'even' ? 'e' : 'r';
    }),
  );
}

describe('spot or on demand', () => {
  test('is what was worked out beforehand, wherever the two are not even', () => {
    const all = WORKED_OUT.map(([work, isKept, expected]) => {
      const letters = lettersOf(work, isKept);
      const then = expected.replaceAll(' ', '');
      const isAs = (letter: string, at: number) => 'er'.includes(letter) || letter === then[at];
      return { work, isKept, letters: letters.join(''), isAs: letters.every(isAs) };
    });
    expect(all.filter(({ isAs }) => !isAs)).toEqual([]);
    const letters = all.map((each) => each.letters).join('');
    expect(letters.replaceAll(/[^e]/g, '').length).toBeLessThan(60);
    expect(letters.replaceAll(/[^r]/g, '').length).toBeLessThan(5);
  });

  test('where they are even is on demand for who waits, and spot where nobody does', () => {
    const even = { prices: { spot: 0.98, onDemand: 1, waiting: 0 }, lossesPerHour: 0.003 };
    expect(chooseMarket(question(1, 0, even))).toMatchObject({ market: 'spot', why: 'even' });
    const waited = { ...even, prices: { ...even.prices, waiting: 0.01 } };
    expect(chooseMarket(question(1, 0, waited))).toMatchObject({
      market: 'on-demand',
      why: 'even',
    });
  });

  test('a build of twenty minutes on a cheap machine leaves spot when its pool takes machines', () => {
    const at = (lossesPerHour: number) =>
      chooseMarket({
        ...question(20 * MINUTE, 0, { lossesPerHour }),
        prices: { spot: 0.35 * 0.752, onDemand: 0.752, waiting: 10 },
      }).market;
    const seen = (losses: number) => ({ losses, hours: 5 });
    const rates = [0, 1, 2].map((losses) =>
      lossRate({ pool: seen(losses), siblings: seen(losses) }, 0.05),
    );
    expect(rates.map(at)).toEqual(['spot', 'on-demand', 'on-demand']);
  });

  test('what would likely begin again is on demand where spot saves next to nothing', () => {
    const risky = question(12, 1, { lossesPerHour: 0.05, mostLosses: 30 });
    const choice = chooseMarket(risky);
    expect(choice).toMatchObject({ market: 'on-demand', why: 'risky' });
    expect(choice.lossChance).toBeGreaterThan(0.25);
    // Where nobody waits, or something is kept, nobody is surprised.
    const dear = { lossesPerHour: 0.05, prices: { spot: 0.7, onDemand: 1, waiting: 0 } };
    const { spot, onDemand, market } = chooseMarket(question(12, 0, dear));
    expect(spot.usd / onDemand.usd).toBeGreaterThan(0.95);
    expect([market, spot.usd < onDemand.usd]).toEqual(['spot', true]);
    expect(chooseMarket(question(12, 1, { lossesPerHour: 0.05, kept: true })).market).toBe('spot');
  });

  test('after as many losses as `escalate` allows it is on demand', () => {
    const after = (lost: number, mostLosses: number) =>
      chooseMarket(question(4, 0, { kept: true, lost, mostLosses }));
    expect(after(1, 2).market).toBe('spot');
    expect(after(2, 2)).toMatchObject({ market: 'on-demand', why: 'escalated' });
    expect(after(1, 1)).toMatchObject({ market: 'on-demand', why: 'escalated' });
  });

  test('one loss of a long step that keeps nothing is enough for who waits', () => {
    const after = (work: number, waiting: number, kept = {}) =>
      chooseMarket(
        question(work, waiting, { lost: 1, mostLosses: 3, lossesPerHour: 0.003, ...kept }),
      );
    expect(after(1.5, 1)).toMatchObject({ market: 'on-demand', why: 'escalated' });
    expect(after(0.5, 1).market).toBe('spot');
    expect(after(1.5, 0).market).toBe('spot');
    expect(after(1.5, 1, { kept: true }).market).toBe('spot');
  });

  test('one of eight is on spot where on demand is but a little less', () => {
    const dearer = { prices: { spot: 1.06, onDemand: 1, waiting: 0.01 }, lossesPerHour: 0.001 };
    expect(chooseMarket(question(1, 0, dearer)).market).toBe('on-demand');
    const trial = { ...dearer, isTrial: true };
    expect(chooseMarket(question(1, 0, trial))).toMatchObject({ market: 'spot', why: 'trial' });
    const again = question(1, 0, { ...trial, kept: true, lost: 1 });
    expect(chooseMarket(again)).toMatchObject({ market: 'on-demand', why: 'cheaper' });
    const far = { ...trial, prices: { spot: 1.3, onDemand: 1, waiting: 0.01 } };
    expect(chooseMarket(question(1, 0, far)).market).toBe('on-demand');
  });

  test('times that spread make spot dearer where nothing is kept, and nothing else', () => {
    const { onDemand } = chooseMarket(question(4, 1, { spread: 1.5 }));
    expect(onDemand.hours).toBeCloseTo(3 * MINUTE + 4 * (0.3 / 1.5 + 0.4 + 0.3 * 1.5), 9);
    expect(onDemand.usd).toBeCloseTo(onDemand.hours, 9);
    const often = { lossesPerHour: 0.2, mostLosses: 20 };
    const losses = (work: number, spread: number) =>
      chooseMarket(question(work, 0, { ...often, spread })).spot.losses;
    const mixed = 0.3 * losses(2, 1) + 0.4 * losses(4, 1) + 0.3 * losses(8, 1);
    expect(losses(4, 2)).toBeCloseTo(mixed, 9);
    const spot = (spread: number, given = {}) =>
      chooseMarket(question(4, 1, { lossesPerHour: 0.2, spread, ...given })).spot.hours;
    const mean = 0.3 / 1.5 + 0.4 + 0.3 * 1.5;
    expect(spot(1.5)).toBeGreaterThan(spot(1) * mean);
    expect(spot(1.5, { kept: true })).toBe(spot(1, { kept: true }));
  });
});
