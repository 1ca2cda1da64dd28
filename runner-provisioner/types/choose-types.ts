import type { Candidate } from '../spot/candidate.ts';
import type { MachineRequest } from '../machine/machine.ts';
import { quotaOf } from '../ec2/quota-of.ts';
import { lacksOf, type Lack } from './lacks-of.ts';
import type { AllLimits } from './machine-limits.ts';
import type { TypeFacts } from './type-facts.ts';

export type Choice = {
  /** In each region the cheapest on demand first; those whose price is not known last. */
  readonly candidates: readonly (Candidate & { readonly facts: TypeFacts })[];
  /** Every other one, with the first reason why. */
  readonly fellOut: readonly FellOut[];
};

type FellOut = {
  readonly region: string;
  readonly type: string;
  readonly why: string;
  readonly lacks: readonly Lack[];
};

/** CreateFleet takes 300 overrides, a type in a zone each. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/fleet-quotas.html */
const MOST_TYPES = 40;

/**
 * Which types have what a step asks for; each of its wishes is "at least". Where no limit names types, that is any type that
 * has a GPU where one is asked for, and any without one where none is. Regions keep the order of `types`.
 */
export function chooseTypes(
  asked: MachineRequest,
  types: readonly TypeFacts[],
  limits: AllLimits,
): Choice {
  const judged = types.map((facts) => ({ facts, lacks: lacksOf(asked, facts, limits) }));
  const fit = judged
    .flatMap(({ facts, lacks }) => (lacks.length === 0 ? [facts] : []))
    .toSorted((a, b) => priceOf(a) - priceOf(b) || a.name.localeCompare(b.name));
  const fellOut = judged.flatMap(({ facts: { region, name: type }, lacks }) =>
    lacks.slice(0, 1).map(({ why }) => ({ region, type, why, lacks })),
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
  const { region, name: type, zones, usdHour } = facts;
  return { region, type, zones, family: quotaOf(type), usdHour, facts };
}

function priceOf({ usdHour }: TypeFacts): number {
  return usdHour.onDemand ?? Number.MAX_VALUE;
}
