import type { Candidate } from '../machine/ladder.ts';
import type { MachineRequest } from '../machine/machine.ts';
import { plainGlob } from '../../text/globs/plain-glob.ts';
import { quotaOf } from '../ec2/quota-of.ts';
import type { MachineLimits } from './machine-limits.ts';
import type { TypeFacts } from './type-facts.ts';

export type Choice = {
  /** In each region the cheapest on demand first; those whose price is not known last. */
  readonly candidates: readonly (Candidate & { readonly facts: TypeFacts })[];
  /** Every other one, with the first reason why. */
  readonly fellOut: readonly FellOut[];
};

type FellOut = { readonly region: string; readonly type: string; readonly why: string };

/** CreateFleet takes 300 overrides, a type in a zone each. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/fleet-quotas.html */
const MOST_TYPES = 40;
/** EC2 tells GPU memory below the figure that a model is sold by: 22,888 MiB for 24 GB. */
const OF_NOMINAL = 0.93;

/**
 * Which types have what a step asks for; each of its wishes is "at least". Where no limit names types, that is any type that
 * has a GPU where one is asked for, and any without one where none is. Regions keep the order of `types`.
 */
export function chooseTypes(
  asked: MachineRequest,
  types: readonly TypeFacts[],
  limits: MachineLimits,
): Choice {
  const judged = types.map((facts) => ({ facts, why: whyNot(asked, facts, limits) }));
  const fit = judged
    .flatMap(({ facts, why }) => (why === null ? [facts] : []))
    .toSorted((a, b) => priceOf(a) - priceOf(b) || a.name.localeCompare(b.name));
  const fellOut = judged.flatMap(({ facts: { region, name: type }, why }) =>
    why === null ? [] : [{ region, type, why }],
  );
  const candidates = regionsOf(types).flatMap((region) =>
    fit.filter((facts) => facts.region === region).slice(0, MOST_TYPES),
  );
  return { candidates: candidates.map(candidateOf), fellOut };
}

function regionsOf(types: readonly TypeFacts[]): readonly string[] {
  return [...new Set(types.map(({ region }) => region))];
}

function candidateOf(facts: TypeFacts): Choice['candidates'][number] {
  const { region, name: type, zones } = facts;
  return { region, type, zones, family: quotaOf(type), facts };
}

function priceOf({ usdHour }: TypeFacts): number {
  return usdHour.onDemand ?? Number.MAX_VALUE;
}

type Wish = (asked: MachineRequest, facts: TypeFacts, limits: MachineLimits) => string | null;

/** The first reason is the one that is told. */
function whyNot(asked: MachineRequest, facts: TypeFacts, limits: MachineLimits): string | null {
  for (const wish of WISHES) {
    const why = wish(asked, facts, limits);
    if (why !== null) return why;
  }
  return null;
}

const WISHES: readonly Wish[] = [
  (_, { region }, { regions }) => {
    if (regions.length === 0 || regions.includes(region)) return null;
    return `${region} is not among \`machines.regions\` of the policy`;
  },
  (_, { name }, { types }) => {
    if (types.length === 0 || types.some((pattern) => plainGlob(pattern)(name))) return null;
    return 'not among `machines.types` of the policy';
  },
  (asked, facts) => gpuMissing(asked.gpu, facts.gpu),
  ({ cpu }, { cpus }) => (cpu === null || cpus >= cpu ? null : `${cpus} CPUs`),
  ({ memoryBytes }, facts) => {
    if (memoryBytes === null || facts.memoryBytes >= memoryBytes) return null;
    return `${gib(facts.memoryBytes)} memory`;
  },
  ({ arch }, facts) => {
    // A step that says nothing was written for x86.
    const wanted = arch ?? 'x86_64';
    return facts.arch.includes(wanted) ? null : `${facts.arch.join(', ')}, not ${wanted}`;
  },
  (_, { hasImage }) => (hasImage ? null : 'no image has drivers for it'),
  ({ spot }, { markets }) => {
    if (spot === 'require') return markets.includes('spot') ? null : 'not sold as spot';
    return spot === 'prefer' || markets.includes('on-demand') ? null : 'not sold on demand';
  },
  ({ maxPrice, spot }, { usdHour }) => tooDear(maxPrice, spot, usdHour),
  (_, { zones }) => (zones.length > 0 ? null : 'not in the zones of the app’s subnets'),
];

function gpuMissing(asked: MachineRequest['gpu'], gpu: TypeFacts['gpu']): string | null {
  if (asked === null) return gpu === null ? null : 'has GPUs, and none is asked for';
  if (gpu === null) return 'no GPU';
  if (gpu.share < 1) return `a share of a GPU (${gpu.share})`;
  if (asked.models.length > 0 && !asked.models.includes(writtenModel(gpu.model))) return gpu.model;
  if (gpu.count < asked.count) return `${gpu.count} GPUs`;
  if (asked.memoryBytes === null || gpu.memoryBytes >= asked.memoryBytes * OF_NOMINAL) return null;
  return `${gib(gpu.memoryBytes)} of GPU memory`;
}

/** `RTX PRO 4500` as pipeline files write it: `rtx-pro-4500`. */
function writtenModel(model: string): string {
  return model.toLowerCase().replaceAll(' ', '-');
}

/** A price that is not known may be within; EC2 is told the limit too. */
function tooDear(
  maxPrice: number | null,
  spot: MachineRequest['spot'],
  { onDemand, spot: spotPrice }: TypeFacts['usdHour'],
): string | null {
  if (maxPrice === null) return null;
  const least = spot === 'never' ? onDemand : (spotPrice ?? onDemand);
  return least === null || least <= maxPrice ? null : `$${least} an hour`;
}

function gib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 30)} GiB`;
}
