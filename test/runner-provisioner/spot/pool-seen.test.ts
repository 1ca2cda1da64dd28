import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import { spotUseOf } from '../../../runner-provisioner/machine/spot-use-of.ts';
import { seenLosses, withUse, type SpotUse } from '../../../runner-provisioner/spot/pool-seen.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const POOL = { region: 'us-east-1', type: 'g5.xlarge', zone: 'us-east-1a' };
const use = (hours: number, lostAt: number | null = null): SpotUse => ({ ...POOL, hours, lostAt });

describe('what is seen of a pool', () => {
  test('adds up, and half of it is forgotten in two weeks', () => {
    const first = withUse(null, use(4, 10), 20);
    expect(first).toEqual({ ...POOL, losses: 1, hours: 4, at: 20, lostAt: 10 });
    const second = withUse(first, use(1), 20 + 14 * DAY);
    expect(second).toEqual({ ...POOL, losses: 0.5, hours: 3, at: 20 + 14 * DAY, lostAt: 10 });
  });

  test('counts machines that go together once, whichever is told first', () => {
    const lost = (times: readonly number[]) =>
      times.reduce<ReturnType<typeof withUse> | null>(
        (seen, at) => withUse(seen, use(1, at), HOUR),
        null,
      );
    expect(lost([0, 2 * MINUTE, 4 * MINUTE])?.losses).toBe(1);
    expect(lost([3 * MINUTE, 0])).toMatchObject({ losses: 1, hours: 2, lostAt: 3 * MINUTE });
    expect(lost([0, 3 * MINUTE + 1])?.losses).toBe(2);
  });

  test('a count that comes late sets no clock back', () => {
    const seen = withUse(withUse(null, use(1), DAY), use(1), 0);
    expect(seen).toMatchObject({ at: DAY, hours: 2 });
  });

  test('is told of a pool, and of its type in its region, as it counts now', () => {
    const pools = [
      { ...POOL, losses: 2, hours: 8, at: 0, lostAt: 0 },
      { ...POOL, zone: 'us-east-1b', losses: 1, hours: 10, at: 0, lostAt: 0 },
      { ...POOL, type: 'g6.xlarge', losses: 50, hours: 50, at: 0, lostAt: 0 },
      { ...POOL, region: 'us-west-2', losses: 50, hours: 50, at: 0, lostAt: 0 },
    ];
    expect(seenLosses(pools, POOL, 14 * DAY)).toEqual({
      pool: { losses: 1, hours: 4 },
      siblings: { losses: 1.5, hours: 9 },
    });
    expect(seenLosses([], POOL, 0)).toEqual({
      pool: { losses: 0, hours: 0 },
      siblings: { losses: 0, hours: 0 },
    });
  });
});

describe('a machine that is gone', () => {
  const gone = (type: 'done' | 'interrupted', given: Partial<Machine> = {}): Machine => ({
    id: 'mlp-1',
    attempt: { run: 'r', key: 'a', attempt: 1 },
    asked: {
      gpu: null,
      cpu: null,
      memoryBytes: null,
      diskBytes: null,
      arch: null,
      spot: 'prefer',
      maxPrice: null,
      capacityTimeoutMs: 0,
      lifeMs: 0,
    },
    state: { type: 'gone', why: { type, isFinal: false, code: null, message: '' } },
    stateAt: 3 * HOUR,
    deadlineAt: 0,
    huntUntil: 0,
    instance: { ...POOL, id: 'i-1', market: 'spot', image: 'ami-1', usdHour: 1 },
    missedSince: null,
    expiresAt: 0,
    tried: [],
    noticeAt: null,
    heldUntil: null,
    paidSince: HOUR,
    deadBoots: 0,
    ...given,
  });

  test('says how long it ran, and whether EC2 took it', () => {
    expect(spotUseOf(gone('done'))).toEqual(use(2));
    expect(spotUseOf(gone('interrupted'))).toEqual(use(2, 3 * HOUR));
    expect(spotUseOf(gone('done', { noticeAt: 2 * HOUR }))).toEqual(use(2, 2 * HOUR));
    expect(spotUseOf(gone('done', { endCode: 'Server.SpotInstanceTermination' }))?.lostAt).toBe(
      3 * HOUR,
    );
    expect(spotUseOf(gone('done', { endCode: 'Client.UserInitiatedShutdown' }))?.lostAt).toBeNull();
    expect(spotUseOf(gone('done', { paidSince: 4 * HOUR }))?.hours).toBe(0);
  });

  test('says nothing of spot where it was none, never ran, or is still there', () => {
    const { instance, paidSince: _, ...unpaid } = gone('done');
    if (instance === null) throw new Error('It has one.');
    expect(spotUseOf(gone('done', { instance: { ...instance, market: 'on-demand' } }))).toBeNull();
    expect(spotUseOf(gone('done', { instance: null }))).toBeNull();
    expect(spotUseOf({ ...unpaid, instance })).toBeNull();
    expect(spotUseOf(gone('done', { state: { type: 'running', runner: 1 } }))).toBeNull();
  });
});
