import { describe, expect, test } from 'vitest';
import { hear } from '../../runner-provisioner/machine/hear.ts';
import { Instances, type SeenInstance } from '../../runner-provisioner/machine/instances.ts';
import { ladderFor, type Candidate } from '../../runner-provisioner/machine/ladder.ts';
import type { Machine } from '../../runner-provisioner/machine/machine.ts';
import { mindMachine } from '../../runner-provisioner/machine/mind-machine.ts';

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
  ladderFor(asked, candidates, { closed: { isClosed: () => false }, now: 0, mayBeSpot }).map(
    ({ region, market, pools }) => `${region} ${market} ${pools.length}`,
  );

const ladder = (spot: 'prefer' | 'require' | 'never', closed: readonly string[] = []) =>
  ladderFor({ spot, maxPrice: null }, CANDIDATES, {
    closed: { isClosed: ({ zone, market }) => closed.includes(`${zone} ${market}`) },
    now: 0,
    mayBeSpot: true,
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

describe('a pool that EC2 takes a machine back from', () => {
  const instance = {
    id: 'i-1',
    region: 'us-east-1',
    zone: 'us-east-1a',
    type: 'g5.xlarge',
    market: 'spot',
    image: 'ami-1',
    usdHour: null,
  } as const;
  const machine: Machine = {
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
    instance,
    missedSince: null,
    expiresAt: 1000,
    tried: [],
    noticeAt: null,
    heldUntil: null,
    deadBoots: 0,
  };
  const closing = {
    pools: [{ zone: 'us-east-1a', type: 'g5.xlarge', market: 'spot', family: 'G and VT' }],
    scope: 'pool',
    forMs: 30 * 60_000,
  };

  test('is left alone for half an hour from its notice, said once', () => {
    const first = hear(machine, { type: 'notice' }, 1);
    expect(first.acts).toMatchObject([{ type: 'close', closing }]);
    expect(hear(first.machine, { type: 'notice' }, 2).acts).toEqual([]);
  });

  test('is left alone when it was taken without a word', () => {
    const shown: SeenInstance = {
      ...instance,
      state: 'terminated',
      machine: 'mlp-1',
      attempt: null,
      launchedAt: 0,
      expiresAt: null,
      heldUntil: null,
      reason: { code: 'Server.SpotInstanceTermination', message: '', status: null },
      pool: instance,
    };
    const seen = { instances: new Instances([shown]), seenAt: 2 };
    const { acts } = mindMachine(machine, { type: 'running', runner: 1 }, seen, 2);
    expect(acts.at(-1)).toMatchObject({ type: 'close', closing });
    expect(acts.map(({ type }) => type)).toContain('end-attempt');
  });
});
