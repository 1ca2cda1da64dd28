import {
  paginateDescribeInstanceTypeOfferings,
  paginateDescribeInstanceTypes,
  type EC2Client,
  type InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import type { TypeFacts } from '../../types/type-facts.ts';
import { typeNamed } from '../type-named.ts';

const MIB = 2 ** 20;

export type TypesAsked = {
  readonly region: string;
  /** Zones in which machines may be. */
  readonly zones: readonly string[];
  readonly imageOf: (
    facts: Pick<TypeFacts, 'name' | 'gpu' | 'arch'>,
  ) => Pick<TypeFacts, 'noImage' | 'imageAt'>;
};

/**
 * The types of a region that the SDK knows by name, with those of the zones that offer them; without prices, which other
 * calls tell. Bare metal is left out, since it boots for longer than most steps run, and so is what has accelerators that a
 * step cannot ask for, or no bandwidth of its own for disks.
 */
export async function readTypes(
  client: EC2Client,
  { region, zones, imageOf }: TypesAsked,
): Promise<readonly TypeFacts[]> {
  const offered = await offersOf(client, zones);
  const found: TypeFacts[] = [];
  const asked = {
    Filters: [
      { Name: 'bare-metal', Values: ['false'] },
      // The template asks for it: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html
      { Name: 'ebs-info.ebs-optimized-support', Values: ['default', 'supported'] },
    ],
  };
  for await (const page of paginateDescribeInstanceTypes({ client, pageSize: 100 }, asked)) {
    for (const info of page.InstanceTypes ?? []) {
      const name = info.InstanceType ?? '';
      if (typeNamed(name) === undefined || hasOtherAccelerators(info)) continue;
      const own = factsOf(name, info);
      const where = { region, zones: offered.get(name) ?? [] };
      found.push({ ...own, ...where, ...imageOf(own) });
    }
  }
  return found;
}

function hasOtherAccelerators(info: InstanceTypeInfo): boolean {
  const { InferenceAcceleratorInfo, NeuronInfo, FpgaInfo, MediaAcceleratorInfo } = info;
  return [InferenceAcceleratorInfo, NeuronInfo, FpgaInfo, MediaAcceleratorInfo].some(
    (each) => each !== undefined,
  );
}

async function offersOf(
  client: EC2Client,
  zones: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const offers = new Map<string, string[]>();
  const asked = {
    LocationType: 'availability-zone' as const,
    Filters: [{ Name: 'location', Values: [...zones] }],
  };
  const paging = { client, pageSize: 1000 };
  for await (const page of paginateDescribeInstanceTypeOfferings(paging, asked)) {
    for (const { InstanceType, Location } of page.InstanceTypeOfferings ?? []) {
      if (InstanceType === undefined || Location === undefined) continue;
      offers.set(InstanceType, [...(offers.get(InstanceType) ?? []), Location]);
    }
  }
  return offers;
}

function factsOf(
  name: string,
  info: InstanceTypeInfo,
): Omit<TypeFacts, 'region' | 'zones' | 'noImage' | 'imageAt'> {
  const { VCpuInfo, MemoryInfo, ProcessorInfo, SupportedUsageClasses = [] } = info;
  return {
    name,
    cpus: VCpuInfo?.DefaultVCpus ?? 0,
    memoryBytes: (MemoryInfo?.SizeInMiB ?? 0) * MIB,
    gpu: gpuOf(info),
    arch: (['x86_64', 'arm64'] as const).filter((arch) =>
      ProcessorInfo?.SupportedArchitectures?.includes(arch),
    ),
    markets: (['spot', 'on-demand'] as const).filter((each) =>
      SupportedUsageClasses.includes(each),
    ),
    usdHour: { onDemand: null, spot: null },
  };
}

/** Of a share of a GPU EC2 says that there are 0 of them, and how large the share is. */
function gpuOf({ GpuInfo }: InstanceTypeInfo): TypeFacts['gpu'] {
  const [gpu] = GpuInfo?.Gpus ?? [];
  if (gpu === undefined) return null;
  const { Name: model = '', Count: whole = 0, LogicalGpuCount: logical = 0 } = gpu;
  const { MemoryInfo, GpuPartitionSize: share = 1 } = gpu;
  const memoryBytes = (MemoryInfo?.SizeInMiB ?? 0) * MIB;
  return { model, count: Math.max(whole, logical), memoryBytes, share };
}
