import { expect, test } from 'vitest';
import { Instances } from '../../runner-provisioner/machine/instances.ts';
import type { Machine, MachineRequest } from '../../runner-provisioner/machine/machine.ts';
import { reconcile } from '../../runner-provisioner/reconcile.ts';

const MINUTE = 60_000;
const ASKED: MachineRequest = {
  gpu: null,
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: 'prefer',
  maxPrice: null,
  capacityTimeoutMs: 0,
  lifeMs: 0,
};
const DONE = { type: 'done', isFinal: false, code: null, message: '' } as const;
const ENDING: Machine = {
  id: 'mlp-1',
  attempt: { run: 'r', key: 'train', attempt: 1 },
  asked: ASKED,
  state: { type: 'ending', why: DONE },
  stateAt: 0,
  deadlineAt: 1000,
  huntUntil: 0,
  instance: {
    id: 'i-1',
    region: 'us-west-2',
    zone: 'us-west-2a',
    type: 'g5.xlarge',
    market: 'spot',
    image: 'ami-1',
    usdHour: null,
  },
  missedSince: null,
  expiresAt: 90 * MINUTE,
  tried: [],
  noticeAt: null,
  heldUntil: null,
  deadBoots: 0,
};

/** How a machine stands after sweeps that see nothing of it, a minute apart. */
function after(sweeps: number, machine: Machine, unlisted: readonly string[]): Machine {
  let kept = machine;
  for (let sweep = 1; sweep <= sweeps; sweep += 1) {
    const now = sweep * MINUTE;
    const seen = {
      instances: new Instances([], unlisted),
      seenAt: now,
      candidates: () => [],
      whyNone: () => null,
      pools: [],
      closed: { isClosed: () => false },
    };
    [kept = kept] = reconcile([], [kept], { seen, now }).machines;
  }
  return kept;
}

test('a machine is not gone because its region, in which nothing is started any more, cannot be asked', () => {
  expect(after(5, ENDING, ['us-west-2']).state.type).toBe('ending');
  expect(after(5, ENDING, ['eu-central-1']).state.type).toBe('gone');
});

test('nor is one that was asked for there, and whose answer was lost', () => {
  const rung = { region: 'us-west-2', market: 'spot', pools: [] } as const;
  const launching: Machine = {
    ...ENDING,
    instance: null,
    state: { type: 'launching', ask: 1, rung },
    huntUntil: 60 * MINUTE,
  };
  const [wanted] = [
    { attempt: launching.attempt, asked: ASKED, mayBeSpot: true, spot: null, fresh: 'mlp-2' },
  ];
  const asks = (unlisted: readonly string[]) =>
    reconcile([wanted], [launching], {
      seen: {
        instances: new Instances([], unlisted),
        seenAt: 5 * MINUTE,
        candidates: () => [
          { region: 'us-east-1', type: 't', zones: ['a'], family: 'f', usdHour: NO_PRICE },
        ],
        whyNone: () => null,
        pools: [],
        closed: { isClosed: () => false },
      },
      now: 5 * MINUTE,
    }).acts.filter(({ type }) => type === 'launch');
  expect(asks([])).toHaveLength(1);
  expect(asks(['us-west-2'])).toHaveLength(0);
});

const NO_PRICE = { onDemand: null, spot: null };
