import { expect, test } from 'vitest';
import { ended, endMachine } from '../../runner-provisioner/machine/end-machine.ts';
import { Instances } from '../../runner-provisioner/machine/instances.ts';
import type { EndReason, Machine } from '../../runner-provisioner/machine/machine.ts';

const WHY: EndReason = { type: 'boot', isFinal: false, code: null, message: '' };
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
  state: { type: 'dispatched', lost: 0 },
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
const removals = ({ acts }: ReturnType<typeof ended>) =>
  acts.filter(({ type }) => type === 'remove-runner');
const shown = {
  ...INSTANCE,
  state: 'terminated' as const,
  machine: 'mlp-1',
  attempt: null,
  isPublic: false,
  launchedAt: 0,
  expiresAt: null,
  heldUntil: null,
  reason: null,
  pool: INSTANCE,
};

test('a runner is removed when its machine ends, and once more by its name when the machine is gone', () => {
  const registered: Machine = { ...MACHINE, state: { type: 'registered', runner: 7, lost: 0 } };
  const first = ended(registered, WHY, 10);
  expect(removals(first)).toEqual([{ type: 'remove-runner', machine: 'mlp-1', runner: 7 }]);
  const gone = endMachine(
    first.machine,
    WHY,
    { instances: new Instances([shown]), seenAt: 20 },
    20,
  );
  expect(gone.machine.state.type).toBe('gone');
  expect(removals(gone)).toEqual([{ type: 'remove-runner', machine: 'mlp-1', runner: null }]);
});

test('a runner whose number never came is removed by its name', () => {
  const first = ended(MACHINE, WHY, 10);
  const gone = endMachine(
    first.machine,
    WHY,
    { instances: new Instances([shown]), seenAt: 20 },
    20,
  );
  expect(removals(gone)).toHaveLength(1);
});

test('a machine that never had an instance has no runner to look for', () => {
  const first = ended({ ...MACHINE, instance: null }, WHY, 10);
  const gone = endMachine(
    { ...first.machine, missedSince: 10 },
    WHY,
    { instances: new Instances([]), seenAt: 200_000 },
    200_000,
  );
  expect(gone.machine.state.type).toBe('gone');
  expect(removals(gone)).toEqual([]);
});

test('a machine that is to end is asked to until EC2 shows what became of it, also while EC2 lists nothing', () => {
  const first = ended(MACHINE, WHY, 10);
  const again = endMachine(first.machine, WHY, { instances: null, seenAt: 20 }, 20);
  expect(again.machine).toBe(first.machine);
  expect(again.acts).toEqual([{ type: 'terminate', instance: INSTANCE }]);
  const nowhere = { ...first.machine, instance: null };
  expect(endMachine(nowhere, WHY, { instances: null, seenAt: 20 }, 20).acts).toEqual([]);
});
