import table from './known-types.json' with { type: 'json' };
import type { TypeFacts } from './type-facts.ts';

const MIB = 2 ** 20;
const ARCHITECTURES = ['x86_64', 'arm64'] as const;
const MARKETS = ['spot', 'on-demand'] as const;

/** Types of EC2 with prices, for where nobody can ask EC2 itself. */
export type KnownTypes = {
  readonly region: string;
  /** Days of the prices: `2026-07-20`. */
  readonly onDemandAt: string;
  readonly spotAt: string;
  readonly types: readonly TypeFacts[];
};

/** The table that comes with this version; `scripts/extract-ec2-types.ts` makes it. */
export const KNOWN_TYPES: KnownTypes = {
  region: table.region,
  onDemandAt: table.onDemandAt,
  spotAt: table.spotAt,
  types: table.types.map(factsOf),
};

type Row = (typeof table.types)[number];

function factsOf({ name, cpus, memoryMiB, gpu, arch, markets, onDemand, spot }: Row): TypeFacts {
  return {
    region: table.region,
    name,
    cpus,
    memoryBytes: memoryMiB * MIB,
    gpu: gpuOf(gpu),
    arch: ARCHITECTURES.filter((each) => arch.includes(each)),
    markets: MARKETS.filter((each) => markets.includes(each)),
    // Which image and which zones an app has is known to that app alone.
    noImage: null,
    imageAt: null,
    zones: [table.region],
    usdHour: { onDemand, spot },
  };
}

function gpuOf(gpu: Row['gpu']): TypeFacts['gpu'] {
  if (gpu === null) return null;
  const { model, count, memoryMiB, share } = gpu;
  return { model, count, memoryBytes: memoryMiB * MIB, share };
}
