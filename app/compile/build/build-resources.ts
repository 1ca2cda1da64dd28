import type { Step } from '../../../schemas/pipeline.generated.ts';
import { isList, type Json } from '../../domain/json.ts';
import type { ResourceSpec } from '../../domain/plan.ts';
import type { Path } from '../problems/finding.ts';
import type { EarlyValues } from './early-values.ts';

const ARCHITECTURES = ['x86_64', 'arm64'] as const;
const SPOT = ['prefer', 'require', 'never'] as const;

/** What a step needs of a machine; each "at least". */
export function buildResources(
  { resources }: Step,
  path: Path,
  early: EarlyValues,
): ResourceSpec | null {
  if (resources === undefined) return null;
  const place = [...path, 'resources'];
  return {
    gpu: gpuOf(resources.gpu, [...place, 'gpu'], early),
    cpu: early.number(resources.cpu, [...place, 'cpu']),
    memoryBytes: early.size(resources.memory, [...place, 'memory']),
    diskBytes: early.size(resources.disk, [...place, 'disk']),
    arch: early.word(resources.arch, ARCHITECTURES, [...place, 'arch']),
    spot: early.word(resources.spot, SPOT, [...place, 'spot']),
    maxPrice: early.money(resources['max-price'], [...place, 'max-price']),
    ...reservationOf(resources.reservation, [...place, 'reservation'], early),
  };
}

function reservationOf(
  written: string | undefined,
  place: Path,
  early: EarlyValues,
): Pick<ResourceSpec, 'reservation'> {
  const reservation = early.formed(written, RESERVATION, place);
  return reservation === null ? {} : { reservation };
}

const RESERVATION = {
  pattern:
    /^(?:cr-[0-9a-f]{8,17}|arn:aws[a-z-]*:resource-groups:[a-z0-9-]+:\d{12}:group\/[\w./-]+)$/,
  form: 'a reservation is its id, cr-0123456789abcdef0, or the ARN of a group of them',
};

type Gpu = NonNullable<NonNullable<Step['resources']>['gpu']>;

function gpuOf(gpu: Gpu | undefined, place: Path, early: EarlyValues): ResourceSpec['gpu'] {
  if (gpu === undefined) return null;
  return {
    type: typesOf(early.value(gpu.type ?? [], [...place, 'type'])),
    count: early.number(gpu.count, [...place, 'count']) ?? 1,
    memoryBytes: early.size(gpu.memory, [...place, 'memory']),
  };
}

function typesOf(value: Json): string[] {
  const types = isList(value) ? value : [value];
  return types.flatMap((type) => (typeof type === 'string' && type !== '' ? [type] : []));
}
