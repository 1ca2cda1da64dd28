import { expect, test } from 'vitest';
import { answerLaunch } from '../../runner-provisioner/machine/answer-launch.ts';
import { ladderFor } from '../../runner-provisioner/machine/ladder.ts';
import { withinBlock } from '../../runner-provisioner/machine/within-block.ts';
import { NOON } from '../doubles/ec2/testing/ec2-scene.ts';
import { ASKED, HOUR } from './sky-orders.ts';

const CR = 'cr-0123456789abcdef0';
const MINUTE = 60_000;
const BLOCK = {
  type: 'p5.48xlarge',
  zone: 'us-east-1a',
  state: 'active',
  startsAt: NOON - 24 * HOUR,
  endsAt: NOON + 4 * HOUR,
};
const pool = (type: string, zone: string) =>
  ({ region: 'us-east-1', type, zone, market: 'on-demand', family: 'P', reservation: CR }) as const;
const POOLS = [pool('p5.48xlarge', 'us-east-1a'), pool('p5.48xlarge', 'us-east-1b')];
const at = (now: number, change: Partial<typeof BLOCK> = {}) => {
  const answer = withinBlock(CR, { ...BLOCK, ...change }, { pools: POOLS, now });
  return answer.ok ? answer : `${answer.error.code}: ${answer.error.message}`;
};

test('in a Capacity Block a machine is of its type, in its zone, and gone 35 min before its end', () => {
  expect(at(NOON)).toEqual({
    ok: true,
    pools: POOLS.slice(0, 1),
    until: BLOCK.endsAt - 35 * MINUTE,
  });
});

test('one that is to begin is waited for; one that is over, or nearly, or does not fit is told of', () => {
  expect(at(NOON, { state: 'scheduled', startsAt: NOON + HOUR })).toMatch(
    /^CapacityBlockNotBegun: the Capacity Block cr-\S+ begins at \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
  );
  expect(at(BLOCK.endsAt - 61 * MINUTE)).toMatchObject({ ok: true });
  expect(at(BLOCK.endsAt - 59 * MINUTE)).toMatch(/^CapacityBlockOver: .* ends at .*45 min before/);
  expect(at(NOON, { state: 'expired' })).toMatch(/^CapacityBlockOver: .* is expired/);
  expect(at(NOON, { zone: 'us-east-1c' })).toMatch(
    /^CapacityBlockUnfit: .*p5\.48xlarge in us-east-1c/,
  );
});

const CANDIDATE = {
  region: 'us-east-1',
  type: 'p5.48xlarge',
  zones: ['us-east-1a'],
  family: 'P',
  usdHour: { onDemand: 55, spot: 25 },
};
const view = { closed: { isClosed: () => false }, now: NOON, mayBeSpot: true, choices: new Map() };

test('where it is a Capacity Block nothing beside it is asked for', () => {
  const asked = { ...ASKED, reservation: CR };
  const rungs = (wish: Parameters<typeof ladderFor>[0]) =>
    ladderFor(wish, [CANDIDATE], view).map(({ market, reservation }) => reservation ?? market);
  expect(rungs(asked)).toEqual([CR, 'spot', 'on-demand']);
  expect(rungs({ ...asked, onlyReserved: true })).toEqual([CR]);
});

const launching = {
  id: 'mlp-1',
  attempt: { run: 'r', key: 'train', attempt: 1 },
  asked: { ...ASKED, reservation: CR },
  state: {
    type: 'launching',
    ask: 1,
    rung: { region: 'us-east-1', market: 'on-demand', reservation: CR, pools: POOLS },
  },
  stateAt: NOON,
  deadlineAt: NOON,
  huntUntil: NOON + HOUR,
  instance: null,
  missedSince: null,
  expiresAt: NOON + 24 * HOUR,
  tried: [],
  noticeAt: null,
  heldUntil: null,
  deadBoots: 0,
} as const;

test('its machine expires with it, and what cannot be had there ends the attempt', () => {
  const until = NOON + 3 * HOUR;
  const instance = { id: 'i-1', ...POOLS[0]!, image: 'ami-1', usdHour: null, until };
  const given = answerLaunch(launching, { type: 'launched', instance }, NOON);
  expect(given.machine).toMatchObject({ state: { type: 'booting' }, expiresAt: until });
  const error = { code: 'CapacityBlockOver', message: 'it is over', status: null };
  const errors = [{ pools: POOLS, error }];
  const over = answerLaunch(launching, { type: 'refused', errors, onlyReserved: true }, NOON);
  expect(over.machine.state).toMatchObject({
    type: 'ending',
    why: { type: 'refused', isFinal: true, message: 'No machine was started: it is over.' },
  });
  const full = { code: 'InsufficientInstanceCapacity', message: '', status: null };
  const waits = answerLaunch(
    launching,
    { type: 'refused', errors: [{ pools: POOLS, error: full }], onlyReserved: true },
    NOON,
  );
  expect(waits.machine).toMatchObject({ state: { type: 'pausing' }, onlyReserved: true });
});
