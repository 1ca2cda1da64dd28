/**
 * Trims a collection of facts about EC2 to the table that `mlpipelines plan` has without an account of AWS,
 * `runner-provisioner/types/known-types.json`: what types are chosen by, and what they cost in us-east-1 and when. The
 * facts are one JSON document: `types`, each as DescribeInstanceTypes answers it, with `prices` and `zoneIds` by region
 * (`{ onDemand, onDemandDate, spot: { avg, date } }`), and `sources`, each with an `id` and where it is from:
 *
 *   node scripts/extract-ec2-types.ts facts.json
 */
import { readFile, writeFile } from 'node:fs/promises';

type Facts = {
  readonly sources: readonly {
    readonly id: string;
    readonly licence?: string;
    readonly package?: string;
    readonly repository?: string;
    readonly commit?: string;
  }[];
  readonly types: readonly Described[];
};
type Described = {
  readonly InstanceType: string;
  readonly SupportedUsageClasses: readonly string[];
  readonly ProcessorInfo: { readonly SupportedArchitectures: readonly string[] };
  readonly VCpuInfo: { readonly DefaultVCpus: number };
  readonly MemoryInfo: { readonly SizeInMiB: number };
  readonly GpuInfo?: { readonly Gpus: readonly Gpu[] };
  readonly prices: Readonly<Record<string, Prices>>;
  readonly zoneIds: Readonly<Record<string, readonly string[]>>;
};
type Gpu = {
  readonly Name: string;
  readonly Count: number;
  readonly LogicalGpuCount?: number;
  readonly GpuPartitionSize?: number;
  readonly MemoryInfo: { readonly SizeInMiB: number };
};
type Prices = {
  readonly onDemand?: number | null;
  readonly onDemandDate?: string;
  readonly spot?: { readonly avg: number; readonly date: string } | null;
};

const REGION = 'us-east-1';
/** Chips that are no GPUs: nothing in a pipeline file asks for them. */
const NO_GPU = /^(?:trn|inf)\d/;
const SOURCES = new Set(['moto', 'karpenter', 'ec2-instances-info']);
const TARGET = new URL('../runner-provisioner/types/known-types.json', import.meta.url);

const file = process.argv[2];
if (file === undefined) throw new Error('Say where the facts are.');
const facts = parse(await readFile(file, 'utf8'));
const offered = facts.types.filter(
  ({ InstanceType, zoneIds }) => !NO_GPU.test(InstanceType) && (zoneIds[REGION] ?? []).length > 0,
);
const prices = offered.map((type) => type.prices[REGION] ?? {});
const head = {
  region: REGION,
  onDemandAt: newest(prices.map(({ onDemandDate }) => onDemandDate)),
  spotAt: newest(prices.map(({ spot }) => spot?.date)),
  sources: facts.sources.filter(({ id }) => SOURCES.has(id)).map(sourceText),
  by: 'scripts/extract-ec2-types.ts',
};
const lines = offered.map((type) => JSON.stringify(trimmed(type)));
const text = `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "types": [\n    ${lines.join(',\n    ')}\n  ]\n}\n`;
await writeFile(TARGET, text);

function trimmed(type: Described) {
  const { onDemand = null, spot = null } = type.prices[REGION] ?? {};
  return {
    name: type.InstanceType,
    cpus: type.VCpuInfo.DefaultVCpus,
    memoryMiB: type.MemoryInfo.SizeInMiB,
    gpu: gpuOf(type),
    arch: type.ProcessorInfo.SupportedArchitectures,
    markets: type.SupportedUsageClasses.filter((each) => each === 'spot' || each === 'on-demand'),
    onDemand,
    spot: spot?.avg ?? null,
  };
}

function gpuOf({ GpuInfo }: Described) {
  const [gpu] = GpuInfo?.Gpus ?? [];
  if (gpu === undefined) return null;
  const { Name: model, Count: whole, LogicalGpuCount = 0, GpuPartitionSize: share = 1 } = gpu;
  const count = Math.max(whole, LogicalGpuCount);
  return { model, count, memoryMiB: gpu.MemoryInfo.SizeInMiB, share };
}

function sourceText({ package: name, repository, commit, licence }: Facts['sources'][number]) {
  const [owner = ''] = (repository ?? '').split(' ');
  const [terms = ''] = (licence ?? '').split(/[ ;]/);
  return `${name ?? `${owner}@${(commit ?? '').slice(0, 12)}`}, ${terms}`;
}

function newest(dates: readonly (string | undefined)[]): string | null {
  return (
    dates
      .flatMap((date) => date ?? [])
      .toSorted()
      .at(-1) ?? null
  );
}

function parse(json: string): Facts {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a document of this shape, looked at by who runs this
  return JSON.parse(json) as Facts;
}
