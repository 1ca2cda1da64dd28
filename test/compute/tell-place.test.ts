import { expect, test } from 'vitest';
import { tellPlace } from '../../app/compute/tell-place.ts';
import type { Instance, MachineRequest, Tried } from '../../runner-provisioner/machine/machine.ts';

const CR = 'cr-0123456789abcdef0';
const POOL = { type: 'g5.xlarge', zone: 'us-east-1a', market: 'on-demand' } as const;
const ASKED: MachineRequest = {
  gpu: null,
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: 'never',
  maxPrice: null,
  capacityTimeoutMs: 0,
  lifeMs: 0,
};

/** What a run is told of a machine that was started for one of its steps. */
async function told(
  reservations: { readonly asked?: string; readonly given?: string; readonly until?: number },
  tried: readonly Tried[] = [],
) {
  const events: unknown[] = [];
  const telling = {
    clock: { now: () => 0 },
    tell: async (_run: string, event: { readonly type: string }) => void events.push(event),
  };
  const { asked, given, until } = reservations;
  const instance: Instance = {
    ...POOL,
    id: 'i-1',
    region: 'us-east-1',
    image: 'ami-1',
    usdHour: 1.01,
    ...(given !== undefined && { reservation: given }),
    ...(until !== undefined && { until }),
  };
  const attempt = { run: 'r', key: 'train', attempt: 1 };
  const request = { ...ASKED, ...(asked !== undefined && { reservation: asked }) };
  await tellPlace(telling, { attempt, asked: request, tried }, instance);
  return events;
}

const saying = (text: string) => ({ type: 'attempt.waits', on: { for: 'machine', text } });

test('people are told which machine it is, and that it is reserved', async () => {
  expect(await told({})).toMatchObject([
    { type: 'attempt.placed', on: { instance: 'i-1', ...POOL, usdHour: 1.01 } },
    saying('its machine is starting: g5.xlarge, on-demand, in us-east-1a'),
  ]);
  expect(await told({ asked: CR, given: CR })).toMatchObject([
    { type: 'attempt.placed', on: { reservation: CR } },
    saying(`its machine is starting: g5.xlarge, in ${CR}, in us-east-1a`),
  ]);
});

test('a run is told why its machine is on spot or on demand, and keeps that with its place', async () => {
  const events: object[] = [];
  const telling = {
    clock: { now: () => 0 },
    tell: async (_run: string, event: object) => void events.push(event),
  };
  const [instance] = [{ ...POOL, id: 'i-1', region: 'us-east-1', image: 'ami-1', usdHour: 1 }];
  const choice = {
    market: 'spot',
    why: 'cheaper',
    spot: { usd: 1, hours: 2, losses: 0 },
    onDemand: { usd: 3, hours: 2, losses: 0 },
    lossChance: 0.1,
    lost: 0,
  } as const;
  const attempt = { run: 'r', key: 'train', attempt: 1 };
  await tellPlace(telling, { attempt, asked: ASKED, tried: [], choice }, instance);
  const because =
    'on demand: about $3.00 and 2h 00m, against $1.00 and 2h 00m on spot; spot had no room';
  expect(events).toMatchObject([
    { type: 'attempt.placed', on: { because } },
    saying(`its machine is starting: g5.xlarge, on-demand, in us-east-1a (${because})`),
  ]);
});

test('who reserved room and got a machine beside it is told why', async () => {
  const code = 'ReservationCapacityExceeded';
  const [, waits] = await told({ asked: CR }, [{ pool: POOL, reservation: CR, code, at: 0 }]);
  const text = `its machine is starting: g5.xlarge, on-demand, in us-east-1a; not in ${CR}: ${code}`;
  expect(waits).toMatchObject(saying(text));
  const [, unasked] = await told({ asked: CR }, [{ pool: POOL, code: 'Unsupported', at: 0 }]);
  expect(unasked).toMatchObject(
    saying(`its machine is starting: g5.xlarge, on-demand, in us-east-1a; not in ${CR}`),
  );
});

test('who bought a Capacity Block is told when it stops the step: ten minutes before its machine goes', async () => {
  const until = Date.parse('2026-12-03T11:25:00Z');
  const [, waits] = await told({ asked: CR, given: CR, until });
  const text = `its machine is starting: g5.xlarge, in ${CR}, in us-east-1a; its Capacity Block ends, and stops the step at 2026-12-03 11:15 UTC`;
  expect(waits).toMatchObject(saying(text));
});
