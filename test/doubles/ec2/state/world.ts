import type {
  CreateFleetResult,
  NetworkInterface,
  SpotInstanceRequest,
  Volume,
} from '@aws-sdk/client-ec2';
import type { Clock } from '../../github/clock.ts';
import type { Problems } from '../../github/state/problems.ts';
import type { Boot } from '../boot/boot.ts';
import type { IdentityAuthority } from '../imds/identity-authority.ts';
import type { Agenda } from './agenda.ts';
import type { Denial } from './denials.ts';
import type { Dice } from './dice.ts';
import type { Fates } from './fates.ts';
import type { Instance } from './instance.ts';
import type { Kept, Remembered } from './kept.ts';
import type { Network, Zone } from './network.ts';
import type { Capacity } from './pools.ts';
import type { Quotas } from './quotas.ts';
import type { Reservation } from './reservations.ts';
import type { SpotPrices } from './spot-prices.ts';
import type { Tags } from './tags.ts';
import type { Template } from './template.ts';

/** How slow this EC2 is. Nothing is promised about any of these; tests turn them. */
export type Knobs = {
  /** How long calls do not find what was just made: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html */
  visibleAfterMs: number;
  /** How long a resource is shown without the tags that it got. */
  tagsAfterMs: number;
  pendingMs: number;
  /** From running until user-data starts. */
  bootMs: number;
  shuttingDownMs: number;
  /** How long a terminated instance is still described; about an hour. */
  forgottenAfterMs: number;
  /** How long the console of a machine lags behind, without `Latest`. */
  consoleAfterMs: number;
  /** Spot prices change every few hours; else which type is the cheapest is the same at any hour. */
  pricesMove: boolean;
  /**
   * What a CreateFleet of type instant answers to a token that it knows. The documentation says that the result is the
   * same, and nothing about the instances in it.
   */
  fleetReplay: 'whole' | 'without-instances';
};

export const DEFAULT_KNOBS: Knobs = {
  visibleAfterMs: 1_500,
  tagsAfterMs: 3_000,
  pendingMs: 8_000,
  bootMs: 20_000,
  shuttingDownMs: 90_000,
  forgottenAfterMs: 3_600_000,
  consoleAfterMs: 300_000,
  pricesMove: true,
  fleetReplay: 'whole',
};

export type World = {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly seed: number;
  readonly dice: Dice;
  readonly accountId: string;
  /** Where the machines' folders are. */
  readonly folder: string;
  readonly problems: Problems;
  readonly knobs: Knobs;
  readonly boot: Boot | null;
  readonly authority: IdentityAuthority;
  readonly regions: Map<string, Region>;
};

export type Region = {
  readonly world: World;
  readonly name: string;
  readonly zones: readonly Zone[];
  readonly network: Network;
  readonly instances: Map<string, Instance>;
  readonly templates: Map<string, Template>;
  readonly volumes: Map<string, Kept<Volume>>;
  readonly interfaces: Map<string, Kept<NetworkInterface>>;
  readonly spotRequests: Map<string, Kept<SpotInstanceRequest>>;
  readonly fleets: Map<string, { readonly answer: CreateFleetResult; readonly tags: Tags }>;
  readonly tokens: Map<string, Remembered>;
  readonly capacity: Capacity;
  readonly quotas: Quotas;
  readonly reservations: Reservation[];
  readonly prices: SpotPrices;
  readonly fates: Fates;
  readonly denials: Denial[];
  /** How many of the next fleets keep quiet about the instance that they made. */
  orphans: number;
  /** EC2 is still looking whether the account may use this region. */
  isBeingVerified: boolean;
};
