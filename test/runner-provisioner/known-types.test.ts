import { describe, expect, test } from 'vitest';
import type { MachineRequest } from '../../runner-provisioner/machine/machine.ts';
import { chooseTypes } from '../../runner-provisioner/types/choose-types.ts';
import { KNOWN_TYPES } from '../../runner-provisioner/types/known-types.ts';
import { NO_MACHINE_LIMITS } from '../../runner-provisioner/types/machine-limits.ts';
import { nearestType } from '../../runner-provisioner/types/nearest-type.ts';

const GIB = 2 ** 30;
const ANY_GPU = { models: [], count: 1, memoryBytes: null };
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

const choose = (asked: Partial<MachineRequest>) =>
  chooseTypes({ ...ASKED, ...asked }, KNOWN_TYPES.types, NO_MACHINE_LIMITS);
const cheapest = (asked: Partial<MachineRequest>) => choose(asked).candidates[0]?.type;
const nearest = (asked: Partial<MachineRequest>) => {
  const fellOut = choose(asked).fellOut.filter(({ lacks }) => lacks[0]?.of !== 'gpu');
  const found = nearestType(fellOut);
  return [found?.type, ...(found?.lacks.map(({ why }) => why) ?? [])];
};

describe('the table of types that comes with this version', () => {
  test('has types of every common sort, and says from when its prices are', () => {
    expect(KNOWN_TYPES.onDemandAt).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(KNOWN_TYPES.types.length).toBeGreaterThan(70);
    expect(new Set(KNOWN_TYPES.types.map(({ name }) => name)).size).toBe(KNOWN_TYPES.types.length);
    expect(cheapest({ cpu: 4 })).toBe('c7i.xlarge');
    expect(cheapest({ cpu: 4, arch: 'arm64' })).toBe('c7g.xlarge');
    expect(cheapest({ gpu: ANY_GPU })).toBe('g4dn.xlarge');
    expect(cheapest({ gpu: { ...ANY_GPU, memoryBytes: 80 * GIB } })).toMatch(/^g7e/);
    expect(cheapest({ gpu: { ...ANY_GPU, models: ['rtx-pro-4500'] } })).toBe('g7.2xlarge');
    expect(cheapest({ gpu: { ...ANY_GPU, models: ['h100'], count: 8 } })).toBe('p5.48xlarge');
  });
});

describe('the type that comes nearest where none fits', () => {
  test('has the most of what is asked for', () => {
    expect(nearest({ cpu: 400 })).toEqual(['r7i.24xlarge', '96 CPUs']);
    expect(nearest({ memoryBytes: 9000 * GIB })).toEqual(['r7i.24xlarge', '768 GiB memory']);
    expect(nearest({ gpu: ANY_GPU, maxPrice: 0.1 })).toEqual(['g4dn.xlarge', '$0.16832 an hour']);
  });

  test('lacks one thing rather than two', () => {
    const gpu = { ...ANY_GPU, models: ['a10g'], memoryBytes: 40 * GIB };
    expect(nearest({ gpu, cpu: 100 })).toEqual(['g5.48xlarge', '22 GiB of GPU memory']);
  });
});
