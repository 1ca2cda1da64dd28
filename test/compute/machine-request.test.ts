import { describe, expect, test } from 'vitest';
import { machineRequestOf, type OrderedAttempt } from '../../app/compute/wish/machine-request.ts';
import { chooseTypes } from '../../runner-provisioner/types/choose-types.ts';
import { KNOWN_TYPES } from '../../runner-provisioner/types/known-types.ts';
import { NO_MACHINE_LIMITS } from '../../runner-provisioner/types/machine-limits.ts';
import { stepOf } from '../support/compile-text.ts';

const GIB = 2 ** 30;
const MINUTE = 60_000;
const FIRST: OrderedAttempt = { memoryBytes: null, interruptions: 0 };

const orderOf = (keys: string, attempt: Partial<OrderedAttempt> = {}) =>
  machineRequestOf(stepOf(`  a: { run: x, ${keys} }`, 'a'), { ...FIRST, ...attempt });

describe('the machine of an attempt', () => {
  test('has what the step asks for', () => {
    const order = orderOf(
      'resources: { gpu: { type: [a10g, l4], memory: 24Gi }, cpu: 4, memory: 16Gi, disk: 200Gi, arch: arm64, spot: never, max-price: 1.50 USD, reservation: cr-0123456789abcdef0 }, timeout: 2h, queue-timeout: 20m, grace-period: 2m',
      { memoryBytes: 16 * GIB },
    );
    expect(order?.asked).toEqual({
      gpu: { models: ['a10g', 'l4'], count: 1, memoryBytes: 24 * GIB },
      cpu: 4,
      memoryBytes: 16 * GIB,
      diskBytes: 200 * GIB,
      arch: 'arm64',
      spot: 'never',
      maxPrice: 1.5,
      reservation: 'cr-0123456789abcdef0',
      capacityTimeoutMs: 15 * MINUTE,
      lifeMs: (120 + 2 + 10 + 25) * MINUTE,
    });
  });

  test('need have no GPU, and may be spot where the step says nothing of it', () => {
    const order = orderOf('resources: { cpu: 8 }');
    expect(order).toMatchObject({
      asked: { gpu: null, cpu: 8, memoryBytes: null, spot: 'prefer', arch: null, maxPrice: null },
      mayBeSpot: true,
    });
  });

  test('is none where the step asks for none', () => {
    expect(orderOf('runs-on: [self-hosted]')).toBeNull();
    expect(orderOf('timeout: 1h')).toBeNull();
  });

  test('has the memory of this attempt, which grows after it ran out', () => {
    const order = orderOf('resources: { memory: 16Gi }', { memoryBytes: 32 * GIB });
    expect(order?.asked.memoryBytes).toBe(32 * GIB);
  });

  test('lives no longer than GitHub lets a job run', () => {
    const order = orderOf('resources: { cpu: 1 }, timeout: 9d, checkpoint: { path: c }');
    expect(order?.asked.lifeMs).toBe((5 * 24 * 60 + 0.5 + 10 + 25) * MINUTE);
  });

  test('has a GPU that is sold by the memory asked for, though its driver has less', () => {
    const order = orderOf('resources: { gpu: { memory: 24Gi } }');
    const asked = order?.asked ?? expect.fail('no machine');
    const { candidates } = chooseTypes(asked, KNOWN_TYPES.types, NO_MACHINE_LIMITS);
    expect(candidates.map(({ type }) => type)).toContain('g5.xlarge');
    expect(candidates.map(({ type }) => type)).not.toContain('g4dn.xlarge');
  });
});

describe('spot', () => {
  const mayBeSpot = (keys: string, interruptions: number) =>
    orderOf(keys, { interruptions })?.mayBeSpot;

  test('is given up after two interruptions of a row', () => {
    const tries = [0, 1, 2, 3].map((count) => mayBeSpot('resources: { cpu: 1 }', count));
    expect(tries).toEqual([true, true, false, false]);
  });

  test('is given up when the step says', () => {
    const keys =
      'resources: { cpu: 1 }, retry: { escalate: { spot-interruption: { after: 3, spot: never } } }';
    expect([2, 3].map((count) => mayBeSpot(keys, count))).toEqual([true, false]);
  });

  test('is never given up where the step requires it', () => {
    expect(mayBeSpot('resources: { cpu: 1, spot: require }', 9)).toBe(true);
  });
});
