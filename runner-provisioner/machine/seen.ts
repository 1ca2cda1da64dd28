import type { Ec2Error } from '../ec2/error-classes.ts';
import type { Instances } from './instances.ts';
import type { Candidate } from '../spot/candidate.ts';
import type { Closed } from './ladder.ts';
import type {
  AttemptId,
  Instance,
  Instant,
  FamilyPool,
  Machine,
  MachineRequest,
} from './machine.ts';
import type { PoolSeen } from '../spot/pool-seen.ts';
import type { SpotFacts } from '../spot/spot-facts.ts';

/** An attempt that needs a machine until it is over. */
export type Wanted = {
  readonly attempt: AttemptId;
  readonly asked: MachineRequest;
  /** It was taken away so often that spot is no more tried. */
  readonly mayBeSpot: boolean;
  /** By which spot is chosen or not; null: it is asked for first wherever it may be. */
  readonly spot: SpotFacts | null;
  /** The id of a machine that is opened for it. */
  readonly fresh: string;
};

/** What is known of the world. A list that could not be had is no empty one: null. */
export type Observed = {
  readonly instances: Instances | null;
  /** When that list was asked for. */
  readonly seenAt: Instant;
  /** Types that fit what a machine is to have, the one to be preferred first. */
  readonly candidates: (machine: Machine) => readonly Candidate[];
  /** Why there are none, where one thing alone is in the way; for people. */
  readonly whyNone: (machine: Machine) => string | null;
  readonly closed: Closed;
  /** What spot machines went through before. */
  readonly pools: readonly PoolSeen[];
};

export type LaunchAnswer =
  | { readonly type: 'launched'; readonly instance: Instance }
  /** EC2 made none. */
  | {
      readonly type: 'refused';
      readonly errors: readonly RefusedPools[];
      /** It was a Capacity Block that was asked: nothing else is asked for the step. */
      readonly onlyReserved?: true;
    }
  /** Nobody knows whether there is one. */
  | { readonly type: 'lost' };

/** What EC2 said of some of the pools that it was asked for. */
export type RefusedPools = {
  readonly pools: readonly FamilyPool[];
  readonly error: Ec2Error;
};
