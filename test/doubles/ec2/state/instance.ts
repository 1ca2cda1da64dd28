import type { InstanceStateName, StateReason, Tag } from '@aws-sdk/client-ec2';
import type { Machine, MachineAct } from '../boot/boot.ts';
import type { ReservationWish } from './reservations.ts';
import type { Tags } from './tags.ts';

export type Market = 'spot' | 'on-demand';

export type Disk = {
  readonly device: string;
  readonly size: number;
  readonly volumeType: 'gp2' | 'gp3' | 'io1' | 'io2' | 'st1' | 'sc1' | 'standard';
  readonly encrypted: boolean;
  readonly iops: number | null;
  readonly throughput: number | null;
  readonly deletedOnTermination: boolean;
};

export type Metadata = {
  readonly isOn: boolean;
  readonly needsToken: boolean;
  readonly hopLimit: number;
  readonly showsTags: boolean;
};

/** All that a launch was asked for, from template, override and request. */
export type LaunchSpec = {
  readonly type: string;
  readonly imageId: string;
  readonly subnetId: string;
  readonly groupIds: readonly string[];
  readonly hasPublicAddress: boolean | null;
  /** Base64, as it came. */
  readonly userData: string | null;
  readonly metadata: Metadata;
  readonly onShutdown: 'stop' | 'terminate';
  readonly disks: readonly Disk[];
  readonly interfaceDeletedOnTermination: boolean;
  readonly market: Market;
  readonly reservation: ReservationWish;
  /** Whether it is launched into a Capacity Block, by the market of its template and fleet. */
  readonly isBlock: boolean;
  /** USD an hour; null: up to the on-demand price. */
  readonly maxPrice: number | null;
  readonly profile: string | null;
  readonly keyName: string | null;
  readonly isEbsOptimized: boolean;
  /** By kind of resource. */
  readonly tags: Readonly<Record<string, readonly Tag[]>>;
  readonly clientToken: string | null;
};

export type Instance = {
  readonly id: string;
  readonly reservationId: string;
  /** Of capacity, and no more than that in common with the one before; null: it runs in none. */
  readonly capacityReservation: string | null;
  readonly spec: LaunchSpec;
  readonly zone: string;
  readonly launchedAt: number;
  readonly privateIp: string;
  readonly publicIp: string | null;
  readonly tags: Tags;
  readonly volumeIds: readonly string[];
  readonly interfaceId: string;
  readonly spotRequestId: string | null;
  state: InstanceStateName;
  reason: StateReason | null;
  /** `User initiated (2026-11-29 22:00:00 GMT)`; empty while nothing ended it. */
  transition: string;
  /** Whether calls find it yet. */
  isListed: boolean;
  isBooted: boolean;
  isImpaired: boolean;
  /** When EC2 will take it, as the metadata service says. */
  takenAt: number | null;
  /** Since when it is at an elevated risk. */
  rebalanceAt: number | null;
  machine: Machine | null;
  metadataUrls: { readonly own: string; readonly bridged: string } | null;
  console: string;
  consoleAt: number;
  readonly acts: MachineAct[];
  /** What is still to come in its life, called off when it ends. */
  readonly plans: (() => void)[];
  /** Whatever goes on with its machine, for a test that waits. */
  busy: Promise<void>;
};

/** Whether it still holds its place: its pool's capacity, its account's quota. */
export function holdsPlace({ state }: Instance): boolean {
  return state !== 'terminated' && state !== 'stopped';
}
