import type { SpotChoice } from '../../runner-provisioner/spot/spot-choice.ts';
import { describe, expect, test } from 'vitest';
import { answerLaunch } from '../../runner-provisioner/machine/answer-launch.ts';
import { ClosedPools } from '../../runner-provisioner/machine/closed-pools.ts';
import { hear } from '../../runner-provisioner/machine/hear.ts';
import { Instances, type SeenInstance } from '../../runner-provisioner/machine/instances.ts';
import type { Candidate } from '../../runner-provisioner/spot/candidate.ts';
import { ladderFor } from '../../runner-provisioner/machine/ladder.ts';
import type { Machine, Rung } from '../../runner-provisioner/machine/machine.ts';
import { mindMachine } from '../../runner-provisioner/machine/mind-machine.ts';
import { wordsForTried } from '../../runner-provisioner/machine/words-for-tried.ts';

const usdHour = { onDemand: 1, spot: 0.3 };
const CANDIDATES: readonly Candidate[] = [
  { region: 'us-east-1', type: 'g5.xlarge', zones: ['us-east-1a'], family: 'G and VT', usdHour },
  { region: 'us-east-1', type: 'g6.xlarge', zones: ['us-east-1b'], family: 'G and VT', usdHour },
  { region: 'us-west-2', type: 'g5.xlarge', zones: ['us-west-2a'], family: 'G and VT', usdHour },
];

const rungs = (
  asked: Parameters<typeof ladderFor>[0],
  mayBeSpot = true,
  candidates: readonly Candidate[] = CANDIDATES,
) =>
  ladderFor(asked, candidates, {
    closed: { isClosed: () => false },
    now: 0,
    mayBeSpot,
    choices: new Map(),
  }).map(({ region, market, pools }) => `${region} ${market} ${pools.length}`);

const ladder = (spot: 'prefer' | 'require' | 'never', closed: readonly string[] = []) =>
  ladderFor({ spot, maxPrice: null }, CANDIDATES, {
    closed: { isClosed: ({ zone, market }) => closed.includes(`${zone} ${market}`) },
    now: 0,
    mayBeSpot: true,
    choices: new Map(),
  }).map(({ region, market, pools }) => `${region} ${market} ${pools.length}`);

describe('the ladder of a hunt', () => {
  test('has all rungs of a region before those of the next', () => {
    expect(ladder('prefer')).toEqual([
      'us-east-1 spot 2',
      'us-east-1 on-demand 1',
      'us-east-1 on-demand 2',
      'us-west-2 spot 1',
      'us-west-2 on-demand 1',
    ]);
    expect(ladder('require')).toEqual(['us-east-1 spot 2', 'us-west-2 spot 1']);
  });

  test('leaves out regions in which all pools are closed', () => {
    const closed = ['us-east-1a spot', 'us-east-1b spot'];
    expect(ladder('require', closed)).toEqual(['us-west-2 spot 1']);
  });

  test('asks for nothing above `max-price`', () => {
    const spotOnly = ['us-east-1 spot 2', 'us-west-2 spot 1'];
    expect(rungs({ spot: 'prefer', maxPrice: 0.5 })).toEqual(spotOnly);
    expect(rungs({ spot: 'never', maxPrice: 0.5 })).toEqual([]);
    const dearSpot = CANDIDATES.map((each, at) =>
      at === 0 ? { ...each, usdHour: { onDemand: 1, spot: 1.2 } } : each,
    );
    expect(rungs({ spot: 'prefer', maxPrice: 1 }, true, dearSpot).slice(0, 2)).toEqual([
      'us-east-1 spot 1',
      'us-east-1 on-demand 1',
    ]);
  });

  test('asks for what has no known price: EC2 is told the limit too', () => {
    const unknown = CANDIDATES.map(({ region, type, zones, family }) => ({
      region,
      type,
      zones,
      family,
      usdHour: { onDemand: null, spot: null },
    }));
    expect(rungs({ spot: 'never', maxPrice: 0.5 }, true, unknown)).toHaveLength(3);
  });

  test('leaves spot once it was taken away often, but for who can pay nothing else', () => {
    expect(rungs({ spot: 'prefer', maxPrice: null }, false)[0]).toBe('us-east-1 on-demand 1');
    expect(rungs({ spot: 'prefer', maxPrice: 0.5 }, false)[0]).toBe('us-east-1 spot 2');
  });
});

describe('a hunt that may be on either market', () => {
  const best = {
    market: 'spot',
    why: 'cheaper',
    spot: { usd: 1, hours: 1, losses: 0 },
    onDemand: { usd: 2, hours: 1, losses: 0 },
    lossChance: 0,
    lost: 0,
  } as const;
  const asks = (
    pays: (zone: string) => boolean,
    why: SpotChoice['why'] = 'cheaper',
    closed: readonly string[] = [],
  ) =>
    ladderFor({ spot: 'prefer', maxPrice: null }, CANDIDATES, {
      closed: { isClosed: ({ zone, market }) => closed.includes(`${zone} ${market}`) },
      now: 0,
      mayBeSpot: true,
      choices: new Map([['us-east-1', { best: { ...best, why }, pays: ({ zone }) => pays(zone) }]]),
    })
      .filter(({ region }) => region === 'us-east-1')
      .map(({ market, pools }) => `${market} ${pools.map(({ zone }) => zone.slice(-1)).join('')}`);
  const demand = ['on-demand a', 'on-demand ab'];

  test('asks first for spot where it pays, and for the rest of it before nothing', () => {
    expect(asks(() => true)).toEqual(['spot ab', ...demand]);
    expect(asks(() => false)).toEqual([...demand, 'spot ab']);
    expect(asks((zone) => zone === 'us-east-1b')).toEqual(['spot b', ...demand, 'spot a']);
    const full = ['us-east-1a on-demand', 'us-east-1b on-demand'];
    expect(asks((zone) => zone === 'us-east-1b', 'cheaper', full)).toEqual(['spot b', 'spot a']);
  });

  test('asks for no spot once that was taken often enough', () => {
    expect(asks(() => false, 'escalated')).toEqual(demand);
  });
});

const CR = 'cr-0123456789abcdef0';

describe('capacity that is reserved', () => {
  const reserved = (reservation: string, isClosed: ClosedPools['isClosed'] = () => false) =>
    ladderFor({ spot: 'require', maxPrice: null, reservation }, CANDIDATES, {
      closed: { isClosed },
      now: 0,
      mayBeSpot: false,
      choices: new Map(),
    }).map((rung) => `${rung.region} ${rung.market} ${rung.reservation ?? 'none'}`);

  test('is asked for before any other room, in each region, and need not be there', () => {
    expect(reserved(CR)).toEqual([
      `us-east-1 on-demand ${CR}`,
      `us-west-2 on-demand ${CR}`,
      'us-east-1 spot none',
      'us-west-2 spot none',
    ]);
  });

  test('is asked for only in the region that the ARN of its group names', () => {
    const group = 'arn:aws:resource-groups:us-west-2:123456789012:group/training';
    expect(reserved(group)[0]).toBe(`us-west-2 on-demand ${group}`);
    expect(reserved(group)[1]).toBe('us-east-1 spot none');
  });

  test('is left alone when it is full, and what is not reserved is not', () => {
    const closed = new ClosedPools();
    const pools = ladderFor({ spot: 'never', maxPrice: null, reservation: CR }, CANDIDATES, {
      closed: { isClosed: () => false },
      now: 0,
      mayBeSpot: true,
      choices: new Map(),
    })
      .filter(({ reservation }) => reservation === CR)
      .flatMap((rung) => rung.pools);
    const code = 'ReservationCapacityExceeded';
    closed.close({ pools, scope: 'pool', class: 'capacity', code, forMs: 1000 }, 0);
    const left = ladderFor({ spot: 'never', maxPrice: null, reservation: CR }, CANDIDATES, {
      closed,
      now: 1,
      mayBeSpot: true,
      choices: new Map(),
    });
    expect(left.map(({ reservation }) => reservation)).toEqual([undefined, undefined, undefined]);
  });

  test('that nobody may use or that does not exist does not end the hunt', () => {
    const [rung] = ladderFor({ spot: 'never', maxPrice: null, reservation: CR }, CANDIDATES, {
      closed: new ClosedPools(),
      now: 0,
      mayBeSpot: true,
      choices: new Map(),
    });
    const hunting = { ...MACHINE, instance: null, state: launching(rung) };
    for (const code of ['UnauthorizedOperation', 'InvalidCapacityReservationId.NotFound']) {
      const error = { code, message: '', status: 403 };
      const errors = [{ pools: rung?.pools ?? [], error }];
      const { machine, acts } = answerLaunch(hunting, { type: 'refused', errors }, 1);
      expect(machine.state).toMatchObject({ type: 'pausing', until: 1 });
      expect(acts).toMatchObject([{ type: 'close' }]);
      expect(wordsForTried(machine.tried)).toContain(`g5.xlarge ${CR} in us-east-1a: ${code}`);
    }
  });
});

function launching(rung: Rung | undefined): Machine['state'] {
  if (rung === undefined) throw new Error('Nothing fits.');
  return { type: 'launching', ask: 1, rung };
}

const INSTANCE = {
  id: 'i-1',
  region: 'us-east-1',
  zone: 'us-east-1a',
  type: 'g5.xlarge',
  market: 'spot',
  image: 'ami-1',
  usdHour: null,
} as const;
const MACHINE: Machine = {
  id: 'mlp-1',
  attempt: { run: 'r', key: 'train', attempt: 1 },
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
  state: { type: 'running', runner: 1 },
  stateAt: 0,
  deadlineAt: 1000,
  huntUntil: 0,
  instance: INSTANCE,
  missedSince: null,
  expiresAt: 1000,
  tried: [],
  noticeAt: null,
  heldUntil: null,
  deadBoots: 0,
};

describe('a pool that EC2 takes a machine back from', () => {
  const closing = {
    pools: [{ zone: 'us-east-1a', type: 'g5.xlarge', market: 'spot', family: 'G and VT' }],
    scope: 'pool',
    forMs: 30 * 60_000,
  };

  test('is left alone for half an hour from its notice, said once', () => {
    const first = hear(MACHINE, { type: 'notice' }, 1);
    expect(first.acts).toMatchObject([{ type: 'close', closing }]);
    expect(hear(first.machine, { type: 'notice' }, 2).acts).toEqual([]);
  });

  test('is left alone when it was taken without a word', () => {
    const shown: SeenInstance = {
      ...INSTANCE,
      state: 'terminated',
      machine: 'mlp-1',
      attempt: null,
      isPublic: false,
      launchedAt: 0,
      expiresAt: null,
      heldUntil: null,
      reason: { code: 'Server.SpotInstanceTermination', message: '', status: null },
      pool: INSTANCE,
    };
    const seen = { instances: new Instances([shown]), seenAt: 2 };
    const { acts } = mindMachine(MACHINE, { type: 'running', runner: 1 }, seen, 2);
    expect(acts.at(-1)).toMatchObject({ type: 'close', closing });
    expect(acts.map(({ type }) => type)).toContain('end-attempt');
  });
});
