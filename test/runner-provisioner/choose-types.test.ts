import { describe, expect, test } from 'vitest';
import type { MachineRequest } from '../../runner-provisioner/machine/machine.ts';
import { chooseTypes } from '../../runner-provisioner/types/choose-types.ts';
import { quotaOf } from '../../runner-provisioner/ec2/quota-of.ts';
import { imageKindOf, queryFor } from '../../runner-provisioner/types/image-kinds.ts';
import { onDemandPrice } from '../../runner-provisioner/types/on-demand-price.ts';
import type { TypeFacts } from '../../runner-provisioner/types/type-facts.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;

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
const gpu = (part: Partial<NonNullable<MachineRequest['gpu']>> = {}) => ({
  models: [],
  count: 1,
  memoryBytes: null,
  ...part,
});

function facts(name: string, part: Partial<TypeFacts> = {}): TypeFacts {
  return {
    region: 'us-east-1',
    name,
    cpus: 4,
    memoryBytes: 16 * GIB,
    gpu: null,
    arch: ['x86_64'],
    markets: ['spot', 'on-demand'],
    noImage: null,
    imageAt: null,
    zones: ['us-east-1a'],
    usdHour: { onDemand: 1, spot: 0.3 },
    ...part,
  };
}

// As EC2 tells them: below what they are sold as.
const A10G = { model: 'A10G', count: 1, memoryBytes: 22_888 * MIB, share: 1 };
const T4 = { model: 'T4', count: 1, memoryBytes: 16_384 * MIB, share: 1 };
const TYPES = [
  facts('g5.xlarge', { gpu: A10G, usdHour: { onDemand: 1.006, spot: null } }),
  facts('g5.12xlarge', {
    gpu: { ...A10G, count: 4 },
    cpus: 48,
    usdHour: { onDemand: 5.67, spot: 2 },
  }),
  facts('g4dn.xlarge', { gpu: T4, usdHour: { onDemand: 0.526, spot: 0.2 } }),
  facts('g6f.large', { gpu: { ...A10G, model: 'L4', share: 0.125 } }),
  facts('p5e.48xlarge', {
    gpu: { ...A10G, model: 'H200', count: 8 },
    usdHour: { onDemand: null, spot: null },
  }),
  facts('m7i.xlarge', { usdHour: { onDemand: 0.2, spot: 0.1 } }),
  facts('m7g.xlarge', { arch: ['arm64'] }),
];

const limitsOf = (types: readonly string[]) => ({
  types,
  regions: [],
  imagesSince: null,
  ofApp: [],
});
const chosen = (asked: Partial<MachineRequest>, allowed: readonly string[] = []) =>
  chooseTypes({ ...ASKED, ...asked }, TYPES, limitsOf(allowed)).candidates.map(({ type }) => type);
const whyNot = (asked: Partial<MachineRequest>, type: string, allowed: readonly string[] = []) =>
  chooseTypes({ ...ASKED, ...asked }, TYPES, limitsOf(allowed)).fellOut.find(
    (each) => each.type === type,
  )?.why;

describe('types for a step', () => {
  test('have what it asks for, the cheapest first and what has no price last', () => {
    expect(chosen({ gpu: gpu() })).toEqual([
      'g4dn.xlarge',
      'g5.xlarge',
      'g5.12xlarge',
      'p5e.48xlarge',
    ]);
    expect(chosen({ gpu: gpu({ models: ['a10g', 'h200'] }) })).toEqual([
      'g5.xlarge',
      'g5.12xlarge',
      'p5e.48xlarge',
    ]);
    expect(chosen({ gpu: gpu({ count: 4 }) })).toEqual(['g5.12xlarge', 'p5e.48xlarge']);
    expect(chosen({ cpu: 4 })).toEqual(['m7i.xlarge']);
    expect(chosen({ arch: 'arm64' })).toEqual(['m7g.xlarge']);
  });

  test('are those that match a pattern of the policy in all of its parts', () => {
    expect(chosen({ gpu: gpu() }, ['g5.*'])).toEqual(['g5.xlarge', 'g5.12xlarge']);
    expect(chosen({ gpu: gpu() }, ['*.12*large'])).toEqual(['g5.12xlarge']);
    expect(chosen({ gpu: gpu() }, ['*5.*x*'])).toEqual(['g5.xlarge', 'g5.12xlarge']);
  });

  test('fit the memory that a GPU is sold by', () => {
    expect(chosen({ gpu: gpu({ memoryBytes: 24 * GIB }) })).toEqual([
      'g5.xlarge',
      'g5.12xlarge',
      'p5e.48xlarge',
    ]);
    expect(whyNot({ gpu: gpu({ memoryBytes: 24 * GIB }) }, 'g4dn.xlarge')).toBe(
      '16 GiB of GPU memory',
    );
  });

  test.each([
    ['no GPU', { gpu: gpu() }, 'm7i.xlarge', [], 'no GPU'],
    ['a share of one', { gpu: gpu() }, 'g6f.large', [], 'a share of a GPU (0.125)'],
    ['GPUs that nobody asked for', {}, 'g5.xlarge', [], 'has GPUs, and none is asked for'],
    ['too few CPUs', { cpu: 8 }, 'm7i.xlarge', [], '4 CPUs'],
    ['too little memory', { memoryBytes: 32 * GIB }, 'm7i.xlarge', [], '16 GiB memory'],
    ['too high a price', { gpu: gpu(), maxPrice: 1 }, 'g5.12xlarge', [], '$2 an hour'],
    [
      'a name that the policy does not allow',
      { gpu: gpu() },
      'g5.xlarge',
      ['g4dn.*'],
      'not among `machines.types` of the policy',
    ],
  ] as const)('fall out for %s, and say so', (...[, asked, type, allowed, why]) => {
    expect(whyNot(asked, type, allowed)).toBe(why);
  });

  test.each([
    ['c7i.large', null, 'x86_64', 'ubuntu-x86_64'],
    ['m7g.large', null, 'arm64', 'ubuntu-arm64'],
    ['g5.xlarge', A10G, 'x86_64', 'drivers-x86_64'],
    ['g5g.xlarge', T4, 'arm64', 'drivers-arm64'],
    ['p3.2xlarge', T4, 'x86_64', /needs NVIDIA’s proprietary driver/],
    ['g7e.2xlarge', T4, 'x86_64', /does not say that it serves g7e$/],
  ] as const)('have an image or a reason: %s', (name, own, arch, kind) => {
    const found = imageKindOf({ name, gpu: own, arch: [arch] });
    if (typeof kind === 'string') expect(found).toBe(kind);
    else expect(found).toMatchObject({ why: expect.stringMatching(kind) });
  });

  test('count against the quota of their family', () => {
    expect(
      ['g5.xlarge', 'gr6.4xlarge', 'p5.48xlarge', 'm7i.large', 'trn1.2xlarge'].map(quotaOf),
    ).toEqual(['G and VT', 'G and VT', 'P', 'standard', 'Trn']);
  });

  test('cost what the table of a day says, and nothing is made up', () => {
    expect(onDemandPrice('us-east-1', 'g5.xlarge')).toBe(1.006);
    expect(onDemandPrice('us-east-1', 'p5e.48xlarge')).toBeNull();
    expect(onDemandPrice('mars-north-1', 'g5.xlarge')).toBeNull();
  });

  test('boot from Canonical’s own images in every partition', () => {
    const owners = ['us-east-1', 'us-gov-west-1', 'cn-north-1'].map(
      (region) => queryFor('ubuntu-x86_64', region).owner,
    );
    expect(owners).toEqual(['099720109477', '513442679011', '837727238323']);
  });
});
