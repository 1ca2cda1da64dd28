import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../runner-provisioner/spot/candidate.ts';
import { choosePools, type PoolsView } from '../../../runner-provisioner/spot/choose-pools.ts';
import type { PoolSeen } from '../../../runner-provisioner/spot/pool-seen.ts';
import type { SpotFacts } from '../../../runner-provisioner/spot/spot-facts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const REGION = 'us-east-1';

const candidate = (type: string, given: Partial<Candidate> = {}): Candidate => ({
  region: REGION,
  type,
  zones: ['a', 'b'],
  family: 'G and VT',
  usdHour: { onDemand: 1, spot: 0.35 },
  ...given,
});
const facts = (given: Partial<SpotFacts> = {}): SpotFacts => ({
  past: { medianMs: HOUR, p90Ms: HOUR },
  mostMs: 6 * HOUR,
  checkpointMs: null,
  savedMs: 0,
  waitingUsdHour: 0,
  lost: 0,
  mostLosses: 2,
  ...given,
});
const seen = (zone: string, losses: number, hours: number): PoolSeen => ({
  region: REGION,
  type: 'g5.xlarge',
  zone,
  losses,
  hours,
  at: 0,
  lostAt: null,
});
const view = (given: Partial<PoolsView> = {}): PoolsView => ({
  maxPrice: null,
  seen: [],
  now: 0,
  isTrial: false,
  ...given,
});
const G5 = [candidate('g5.xlarge')];
const choose = (given: Partial<SpotFacts>, candidates = G5, seenBy: Partial<PoolsView> = {}) =>
  choosePools(facts(given), candidates, view(seenBy));
const pool = (type: string, zone: string) => ({ region: REGION, type, zone });

describe('pools of a region', () => {
  test('are on spot where nobody waits, and not where waiting is dear and nothing is kept', () => {
    expect(choose({})?.best.market).toBe('spot');
    const waited = choose({ waitingUsdHour: 20, past: { medianMs: 8 * HOUR, p90Ms: 9 * HOUR } });
    expect(waited?.best).toMatchObject({ market: 'on-demand', why: 'cheaper' });
    expect(waited?.pays(pool('g5.xlarge', 'a'))).toBe(false);
    expect(choose({ waitingUsdHour: 1 })?.pays(pool('g5.xlarge', 'a'))).toBe(true);
  });

  test('are judged each by what its own machines went through', () => {
    const losses = [seen('a', 6, 10), seen('b', 0, 200)];
    const choice = choose({ waitingUsdHour: 5 }, G5, { seen: losses });
    expect(choice?.pays(pool('g5.xlarge', 'a'))).toBe(false);
    expect(choice?.pays(pool('g5.xlarge', 'b'))).toBe(true);
    expect(choice?.best.market).toBe('spot');
    // Of half a year ago.
    const later = choose({ waitingUsdHour: 5 }, G5, { seen: losses, now: 180 * 24 * HOUR });
    expect(later?.pays(pool('g5.xlarge', 'a'))).toBe(true);
  });

  test('of a type without GPUs are taken back less often until more is known', () => {
    const cpu = [candidate('c7i.large', { family: 'standard' })];
    const lossChance = (of: readonly Candidate[]) =>
      choosePools(facts(), of, view())?.best.lossChance;
    expect(lossChance(cpu)).toBeCloseTo(0.0177, 3);
    expect(lossChance(G5)).toBeCloseTo(0.0511, 3);
  });

  test('are held against the cheapest on demand, within `max-price`, and the best is told of', () => {
    const dear = candidate('p4d', { usdHour: { onDemand: 8, spot: 3 } });
    const both = choose({}, [dear, ...G5]);
    expect(both?.best.onDemand.usd).toBeCloseTo(1.05, 6);
    expect(both?.best.spot.usd).toBeCloseTo(0.35 * 1.05, 1);
    expect([both?.pays(pool('p4d', 'a')), both?.pays(pool('g5.xlarge', 'b'))]).toEqual([
      false,
      true,
    ]);
    expect(choose({}, G5, { maxPrice: 0.5 })).toBeNull();
    const cheap = candidate('g4dn', { usdHour: { onDemand: 2, spot: 0.9 } });
    expect(choose({}, [cheap, ...G5], { maxPrice: 1 })?.best.onDemand.usd).toBeCloseTo(1.05, 6);
    const tooDear = candidate('g6', { usdHour: { onDemand: 0.9, spot: 1.5 } });
    expect(choose({}, [tooDear], { maxPrice: 1 })).toBeNull();
  });

  test('cannot be judged where nobody knows their prices', () => {
    const without = (usdHour: Candidate['usdHour']) =>
      choose({}, [candidate('g5.xlarge', { usdHour })]);
    expect(without({ onDemand: null, spot: 0.3 })).toBeNull();
    expect(without({ onDemand: 1, spot: null })).toBeNull();
    expect(choose({}, [])).toBeNull();
  });

  test('of a step that never succeeded are judged by the longest that it may take', () => {
    const first = choose({ past: null, waitingUsdHour: 20 });
    expect(first?.best).toMatchObject({ market: 'on-demand', isGuess: true });
    expect(first?.best.onDemand.hours).toBeCloseTo(6.05, 6);
    const again = choose({ waitingUsdHour: 0 });
    expect(again?.best.isGuess).toBeUndefined();
  });

  test('are judged by what is left after a checkpoint, by losses, and by how runs differ', () => {
    const kept = { checkpointMs: 10 * MINUTE, past: { medianMs: 4 * HOUR, p90Ms: 4 * HOUR } };
    const whole = choose(kept)?.best;
    const rest = choose({ ...kept, savedMs: 3 * HOUR })?.best;
    expect(whole?.onDemand.hours).toBeCloseTo(4.05 + 23 / 120, 6);
    expect(rest?.onDemand.hours).toBeCloseTo(1.05 + 5 / 120, 6);
    expect(choose({ ...kept, savedMs: 9 * HOUR })?.best.onDemand.hours).toBeCloseTo(
      0.05 + 1 / 360,
      6,
    );
    expect(choose({ ...kept, lost: 2 })?.best).toMatchObject({ why: 'escalated', lost: 2 });
    const wide = choose({ past: { medianMs: HOUR, p90Ms: 2 * HOUR } })?.best;
    expect(wide?.onDemand.hours).toBeCloseTo(0.05 + 0.15 + 0.4 + 0.6, 6);
    expect(choose({ past: { medianMs: 0, p90Ms: 0 } })?.best.onDemand.hours).toBeCloseTo(
      0.05 + 1 / 360,
      6,
    );
  });

  test('of a step that has not succeeded before are on spot where something keeps what it has done', () => {
    const untried = { past: null, waitingUsdHour: 15 };
    const kept = { ...untried, checkpointMs: 10 * MINUTE };
    expect(choose(untried)?.best).toMatchObject({ market: 'on-demand', why: 'untried' });
    expect(choose({ ...untried, waitingUsdHour: 0 })?.best.market).toBe('on-demand');
    const spot = choose(kept);
    expect(spot?.best).toMatchObject({ market: 'spot', why: 'untried', isGuess: true });
    expect(spot?.pays(pool('g5.xlarge', 'a'))).toBe(true);
    const dear = [candidate('g5.xlarge', { usdHour: { onDemand: 1, spot: 1.2 } })];
    expect(choose(kept, dear)?.best.market).toBe('on-demand');
    expect(choose({ ...kept, lost: 2 })?.best.why).toBe('escalated');
  });

  test('one machine of eight tries spot where the two are near', () => {
    const near = [candidate('g5.xlarge', { usdHour: { onDemand: 1, spot: 1.06 } })];
    const of = (isTrial: boolean) => choose({ waitingUsdHour: 0.01 }, near, { isTrial })?.best;
    expect(of(false)?.market).toBe('on-demand');
    expect(of(true)).toMatchObject({ market: 'spot', why: 'trial' });
  });

  test('say what a checkpoint would save where it turns the step to spot', () => {
    const long = { past: { medianMs: 8 * HOUR, p90Ms: 8 * HOUR }, waitingUsdHour: 2 };
    const best = (facts: Parameters<typeof choose>[0]) => {
      const best = choose(facts)?.best;
      if (best === undefined) throw new Error('Nothing is chosen.');
      return best;
    };
    const [hinted, kept] = [best(long), best({ ...long, checkpointMs: 10 * MINUTE })];
    expect([hinted.market, kept.market]).toEqual(['on-demand', 'spot']);
    const savesUsd = expect.closeTo(hinted.onDemand.usd - kept.spot.usd, 9);
    expect(hinted.checkpoint).toEqual({ everyMs: 10 * MINUTE, savesUsd });
    // Kept already, off spot for good, or waiting is so dear that it changes nothing.
    const others = [
      kept,
      best({ ...long, lost: 2 }),
      best({ ...long, waitingUsdHour: 500 }),
      best({}),
    ];
    expect(others.map(({ checkpoint }) => checkpoint)).toEqual(others.map(() => undefined));
  });
});
