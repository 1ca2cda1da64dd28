import type { Ec2, Ec2Options } from '../../doubles/ec2/open-ec2.ts';
import type { Dice } from '../../doubles/ec2/state/dice.ts';
import type { Fate } from './life.ts';

const MINUTE = 60_000;
/** What comes back as chance has it, and what it does. */
type Event = { readonly chance: number; readonly befalls: () => void };

/** How slow EC2 is on such a day. */
export function slownessOf(dice: Dice): Ec2Options['knobs'] {
  const upTo = (most: number) => Math.floor(dice.next() * most);
  return {
    visibleAfterMs: upTo(dice.next() < 0.2 ? 50_000 : 3000),
    tagsAfterMs: upTo(dice.next() < 0.2 ? 50_000 : 5000),
    pendingMs: 2000 + upTo(30_000),
    bootMs: 10_000 + upTo(2 * MINUTE),
    shuttingDownMs: 5000 + upTo(4 * MINUTE),
    fleetReplay: dice.next() < 0.5 ? 'whole' : 'without-instances',
  };
}

/** How often what befalls room, calls, machines and the App does so on such a day, as a share of the worst. */
export type Moods = readonly [number, number, number, number];

export function moodsOf(dice: Dice): Moods {
  const one = () => [0, 0.3, 1][Math.floor(dice.next() * 3)] ?? 1;
  return [one(), one(), one(), one()];
}

export type WeatherDeps = {
  readonly moods: Moods;
  readonly ec2: Ec2;
  readonly dice: Dice;
  readonly noticed: (instance: string) => void;
  readonly strike: (fate: Fate) => void;
  readonly retireRunners: () => void;
};

/** What befalls EC2, GitHub and the App in a few seconds of a bad day. */
export function blow(deps: WeatherDeps): void {
  for (const { chance, befalls } of eventsOf(deps)) if (deps.dice.next() < chance) befalls();
}

/** From now on nothing more goes wrong. */
export function clear({ ec2 }: Pick<WeatherDeps, 'ec2'>): void {
  const region = ec2.region('us-east-1');
  region.capacity({}, Infinity);
  for (const market of MARKETS) region.quota('G', market, 1024);
  region.allowAll();
  ec2.faults.clear();
  ec2.refusals.clear();
}

const MARKETS = ['spot', 'on-demand'] as const;
const CHANGES = ['CreateFleet', 'TerminateInstances'] as const;

function eventsOf(deps: WeatherDeps): readonly Event[] {
  const kinds = [ofRoom(deps), ofCalls(deps), ofMachines(deps), ofTheApp(deps)];
  return kinds.flatMap((events, at) =>
    events.map(({ chance, befalls }) => ({ befalls, chance: chance * (deps.moods[at] ?? 1) })),
  );
}

function ofRoom({ ec2, dice }: WeatherDeps): readonly Event[] {
  const region = ec2.region('us-east-1');
  const market = dice.next() < 0.6 ? 'spot' : 'on-demand';
  return [
    { chance: 0.04, befalls: () => region.capacity({ market }, 0) },
    { chance: 0.1, befalls: () => region.capacity({ market }, Infinity) },
    { chance: 0.02, befalls: () => region.quota('G', market, Math.floor(dice.next() * 8)) },
    { chance: 0.1, befalls: () => region.quota('G', market, 64) },
  ];
}

function ofCalls({ ec2, dice }: WeatherDeps): readonly Event[] {
  const { refusals, faults } = ec2;
  const region = ec2.region('us-east-1');
  const operationId = CHANGES[Math.floor(dice.next() * 2)] ?? 'CreateFleet';
  const times = 1 + Math.floor(dice.next() * 3);
  const throttled = { code: 'RequestLimitExceeded', status: 503 };
  const page = { page: '<html>502 Bad Gateway</html>', status: 502 };
  const refuse = (refusal: typeof throttled | typeof page, operation: string, most: number) => () =>
    refusals.rule({ operation, refusal, times: most });
  const lose = (kind: 'reset-before' | 'reset-after') => () =>
    faults.rule({ operationId, times, fault: { kind } });
  return [
    { chance: 0.05, befalls: refuse(throttled, operationId, times) },
    { chance: 0.02, befalls: refuse(page, operationId, times) },
    // Long enough for an app that takes no list for an empty one.
    { chance: 0.02, befalls: refuse(throttled, 'DescribeInstances', 20) },
    { chance: 0.04, befalls: lose('reset-before') },
    { chance: 0.06, befalls: lose('reset-after') },
    { chance: 0.02, befalls: () => region.orphanNextFleet() },
    {
      chance: 0.004,
      befalls: () => region.deny({ operation: 'CreateFleet', cause: 'service-control-policy' }),
    },
    { chance: 0.08, befalls: () => region.allowAll() },
  ];
}

function ofMachines({ ec2, dice, noticed }: WeatherDeps): readonly Event[] {
  const region = ec2.region('us-east-1');
  const afterMs = Math.floor(dice.next() * 10 * MINUTE);
  const codes = ['Server.SpotInstanceTermination', 'Client.InternalError', 'Server.InternalError'];
  const Code = codes[Math.floor(dice.next() * codes.length)] ?? '';
  const noticeMs = dice.next() < 0.5 ? 0 : 2 * MINUTE;
  const interrupt = () => {
    const alive = region.instances().filter(({ state }) => state === 'running');
    const chosen = alive[Math.floor(dice.next() * alive.length)];
    try {
      chosen?.interrupt({ noticeMs });
    } catch {
      // It is on demand, and nobody takes those.
      return;
    }
    if (chosen !== undefined && noticeMs > 0) noticed(chosen.id);
  };
  return [
    { chance: 0.06, befalls: () => region.next({ neverBoots: true }) },
    { chance: 0.03, befalls: () => region.next({ bootMs: Math.floor(dice.next() * 15 * MINUTE) }) },
    {
      chance: 0.03,
      befalls: () => region.next({ ends: { afterMs, reason: { Code, Message: Code } } }),
    },
    { chance: 0.03, befalls: interrupt },
  ];
}

function ofTheApp({ dice, strike, retireRunners }: WeatherDeps): readonly Event[] {
  const call = 1 + Math.floor(dice.next() * 15);
  const moment = dice.next() < 0.5 ? 'before' : 'after';
  const forMs = 50_000 + Math.floor(dice.next() * 2 * MINUTE);
  return [
    { chance: 0.05, befalls: () => strike({ call, does: { type: 'dies', moment } }) },
    { chance: 0.03, befalls: () => strike({ call, does: { type: 'sleeps', forMs } }) },
    { chance: 0.01, befalls: retireRunners },
  ];
}
