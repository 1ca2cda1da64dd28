import type { RouteTable, SecurityGroup, Subnet, Image, VpcEndpoint } from '@aws-sdk/client-ec2';
import { interruptInstance, recommendRebalance } from './acts/interrupt-instance.ts';
import type { MachineAct } from './boot/boot.ts';
import type { Denial } from './state/denials.ts';
import type { Fate } from './state/fates.ts';
import type { Instance, Market } from './state/instance.ts';
import type { Network } from './state/network.ts';
import type { Pool } from './state/pools.ts';
import type { Reservation } from './state/reservations.ts';
import type { Region } from './state/world.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
const NOTICE_MS = 120_000;

/** A region as a test sets it up, and what befalls its machines. */
export class SeededRegion {
  readonly #region: Region;

  constructor(region: Region) {
    this.#region = region;
  }

  get network(): Network {
    return this.#region.network;
  }

  /** The default subnet of a zone, by its letter. */
  subnet(letter: string): string {
    const zone = `${this.#region.name}${letter}`;
    const found = this.network.subnets.find(
      ({ AvailabilityZone, DefaultForAz }) => AvailabilityZone === zone && DefaultForAz === true,
    );
    if (found?.SubnetId === undefined) throw new Error(`There is no zone ${zone}.`);
    return found.SubnetId;
  }

  image(architecture: 'x86_64' | 'arm64' = 'x86_64'): string {
    const found = this.network.images.find(({ Architecture }) => Architecture === architecture);
    if (found?.ImageId === undefined) throw new Error(`There is no image for ${architecture}.`);
    return found.ImageId;
  }

  add(what: {
    readonly subnet?: Subnet;
    readonly group?: SecurityGroup;
    readonly routeTable?: RouteTable;
    readonly endpoint?: VpcEndpoint;
    readonly image?: Image;
  }): void {
    const { subnets, groups, routeTables, endpoints, images } = this.network;
    if (what.subnet !== undefined) subnets.push(what.subnet);
    if (what.group !== undefined) groups.push(what.group);
    if (what.routeTable !== undefined) routeTables.push(what.routeTable);
    if (what.endpoint !== undefined) endpoints.push(what.endpoint);
    if (what.image !== undefined) images.push(what.image);
  }

  /** So many machines each fitting pool holds, those that run included. */
  capacity(pool: Partial<Pool>, machines: number): void {
    this.#region.capacity.set(pool, machines);
  }

  /** `quota('G', 'spot', 8)`: vCPUs of a family and market. */
  quota(family: string, market: Market, vcpus: number): void {
    this.#region.quotas.set(family, market, vcpus);
  }

  /** Reserves capacity; machines that name it run in it, and others where it is open. */
  reserve({
    isOpen = false,
    group = null,
    kind = 'default',
    startsAt = null,
    endsAt = null,
    ...rest
  }: Pick<Reservation, 'id' | 'type' | 'zone' | 'machines'> & Partial<Reservation>): void {
    this.#region.reservations.push({ ...rest, isOpen, group, kind, startsAt, endsAt });
  }

  /** It has ended, or was cancelled: machines that run in it go on. */
  unreserve(id: string): void {
    const at = this.#region.reservations.findIndex((each) => each.id === id);
    if (at >= 0) this.#region.reservations.splice(at, 1);
  }

  spotPrice(type: string, zone: string, price: number): void {
    this.#region.prices.pin(type, zone, price);
  }

  /** What is in store for the next instance. */
  next(fate: Fate): void {
    this.#region.fates.next(fate);
  }

  /** The next fleet that makes an instance answers as if it had not. */
  orphanNextFleet(): void {
    this.#region.orphans += 1;
  }

  deny(denial: Denial): void {
    this.#region.denials.push(denial);
  }

  allowAll(): void {
    this.#region.denials.length = 0;
  }

  /** Whether EC2 is still looking if the account may use this region. */
  verifying(isBeingVerified: boolean): void {
    this.#region.isBeingVerified = isBeingVerified;
  }

  /** All that are not forgotten, also those that no call shows yet, oldest first. */
  instances(): MachineView[] {
    return [...this.#region.instances.values()].map((each) => new MachineView(this.#region, each));
  }

  instance(id: string | undefined): MachineView {
    const found = this.#region.instances.get(id ?? '');
    if (found === undefined) throw new Error(`There is no instance ${id ?? ''}.`);
    return new MachineView(this.#region, found);
  }
}

/** One instance, as EC2 itself knows it at once. */
export class MachineView {
  readonly #region: Region;
  readonly #instance: Instance;

  constructor(region: Region, instance: Instance) {
    this.#region = region;
    this.#instance = instance;
  }

  get id(): string {
    return this.#instance.id;
  }

  get state(): string {
    return this.#instance.state;
  }

  /** Milliseconds since 1970. */
  get launchedAt(): number {
    return this.#instance.launchedAt;
  }

  /** The capacity reservation that it runs in; null: none. */
  get reservation(): string | null {
    return this.#instance.capacityReservation;
  }

  get tags(): Readonly<Record<string, string>> {
    return this.#instance.tags.all();
  }

  get console(): string {
    return this.#instance.console;
  }

  /** What the machine did to itself: `shutdown -h +20`, `iptables …`. */
  get acts(): readonly MachineAct[] {
    return this.#instance.acts;
  }

  /** Where its metadata service answers, and where for one behind a bridge; null while no machine runs. */
  get metadata(): { readonly own: string; readonly bridged: string } | null {
    return this.#instance.metadataUrls;
  }

  /** EC2 takes it back; two minutes after it says so unless told otherwise, 0 for without a word. */
  interrupt({ noticeMs = NOTICE_MS }: { readonly noticeMs?: number } = {}): void {
    interruptInstance(this.#region, this.#instance, noticeMs);
  }

  recommendRebalance(): void {
    recommendRebalance(this.#region, this.#instance);
  }

  /** Its status checks fail from now on. */
  impair(): void {
    this.#instance.isImpaired = true;
  }

  /** Resolves when its machine has started, or is gone, as its state has it. */
  async settled(): Promise<void> {
    let seen: Promise<void> | null = null;
    while (seen !== this.#instance.busy) {
      seen = this.#instance.busy;
      await seen;
    }
  }
}
