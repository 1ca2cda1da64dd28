import { plainGlob } from '../../text/globs/plain-glob.ts';
import { isWithin } from '../spot/is-within.ts';
import type { MachineRequest } from '../machine/machine.ts';
import type { AllLimits } from './machine-limits.ts';
import type { TypeFacts } from './type-facts.ts';

/** Something that a step asks for and a type does not have. */
export type Lack = {
  readonly of:
    | 'region'
    | 'type'
    /** It has GPUs, and none is asked for. */
    | 'no-gpus'
    | 'gpu'
    | 'whole-gpu'
    | 'gpu-model'
    | 'gpu-count'
    | 'gpu-memory'
    | 'cpu'
    | 'memory'
    | 'arch'
    | 'image'
    | 'image-age'
    | 'market'
    | 'price'
    | 'zone';
  /** What it has instead. */
  readonly why: string;
  /** How much it has of what is asked for, below 1; 0: it is of another kind. */
  readonly share: number;
};

/** EC2 tells GPU memory below the figure that a model is sold by: 22,888 MiB for 24 GB. */
const OF_NOMINAL = 0.93;

/** All that a type lacks for a step; each wish is "at least". */
export function lacksOf(
  asked: MachineRequest,
  facts: TypeFacts,
  limits: AllLimits,
): readonly Lack[] {
  return [
    ...beyondLimits(facts, limits),
    ...gpuLacks(asked.gpu, facts.gpu),
    ...below('cpu', asked.cpu, facts.cpus, (cpus) => `${cpus} CPUs`),
    ...below('memory', asked.memoryBytes, facts.memoryBytes, (bytes) => `${gib(bytes)} memory`),
    ...otherKind(asked, facts),
    ...tooOld(facts, limits),
    ...tooDear(asked, facts),
    ...(facts.zones.length > 0 ? [] : other('zone', 'not in the zones of the app’s subnets')),
  ];
}

function beyondLimits(
  { region, name }: TypeFacts,
  { regions, types, ofApp = [] }: AllLimits,
): readonly Lack[] {
  const isRegion = regions.length === 0 || regions.includes(region);
  return [
    ...(isRegion
      ? []
      : other('region', `${region} is not among \`machines.regions\` of the policy`)),
    ...(isAmong(types, name) ? [] : other('type', 'not among `machines.types` of the policy')),
    ...(isAmong(ofApp, name) ? [] : other('type', 'not among the types that the app may start')),
  ];
}

function isAmong(patterns: readonly string[], name: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => plainGlob(pattern)(name));
}

function gpuLacks(asked: MachineRequest['gpu'], gpu: TypeFacts['gpu']): readonly Lack[] {
  if (asked === null)
    return gpu === null ? [] : other('no-gpus', 'has GPUs, and none is asked for');
  if (gpu === null) return other('gpu', 'no GPU');
  const { models, count, memoryBytes } = asked;
  const isModel = models.length === 0 || models.includes(writtenModel(gpu.model));
  const least = memoryBytes === null ? null : memoryBytes * OF_NOMINAL;
  return [
    ...(gpu.share < 1 ? other('whole-gpu', `a share of a GPU (${gpu.share})`) : []),
    ...(isModel ? [] : other('gpu-model', gpu.model)),
    ...below('gpu-count', count, gpu.count, (has) => `${has} GPUs`),
    ...below('gpu-memory', least, gpu.memoryBytes, (bytes) => `${gib(bytes)} of GPU memory`),
  ];
}

/** `RTX PRO 4500` as pipeline files write it: `rtx-pro-4500`. */
function writtenModel(model: string): string {
  return model.toLowerCase().replaceAll(' ', '-');
}

function otherKind({ arch, spot }: MachineRequest, facts: TypeFacts): readonly Lack[] {
  // A step that says nothing was written for x86.
  const wanted = arch ?? 'x86_64';
  const { markets } = facts;
  const isSold = spot === 'prefer' || markets.includes(spot === 'require' ? 'spot' : 'on-demand');
  return [
    ...(facts.arch.includes(wanted)
      ? []
      : other('arch', `${facts.arch.join(', ')}, not ${wanted}`)),
    ...(facts.noImage === null ? [] : other('image', facts.noImage)),
    ...(isSold
      ? []
      : other('market', spot === 'require' ? 'not sold as spot' : 'not sold on demand')),
  ];
}

/** One that nobody knows the age of is too old: EC2 dates all that it shows. */
function tooOld({ noImage, imageAt }: TypeFacts, { imagesSince }: AllLimits): readonly Lack[] {
  if (noImage !== null || imagesSince === null || (imageAt ?? 0) >= imagesSince) return [];
  const made = imageAt === null ? 'of an unknown day' : `of ${dayOf(imageAt)}`;
  return other(
    'image-age',
    `its image is ${made}, older than \`machines.ami-max-age\` of the policy allows`,
  );
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** A price that is not known may be within; EC2 is told the limit too. */
function tooDear({ maxPrice, spot }: MachineRequest, { usdHour }: TypeFacts): readonly Lack[] {
  const least = spot === 'never' ? usdHour.onDemand : (usdHour.spot ?? usdHour.onDemand);
  if (least === null || isWithin(maxPrice, least)) return [];
  return [{ of: 'price', why: `$${least} an hour`, share: (maxPrice ?? 0) / least }];
}

function below(
  of: Lack['of'],
  asked: number | null,
  has: number,
  words: (has: number) => string,
): readonly Lack[] {
  return asked === null || has >= asked ? [] : [{ of, why: words(has), share: has / asked }];
}

function other(of: Lack['of'], why: string): readonly Lack[] {
  return [{ of, why, share: 0 }];
}

function gib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 30)} GiB`;
}
