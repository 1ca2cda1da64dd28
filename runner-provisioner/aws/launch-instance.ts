import {
  CreateFleetCommand,
  type CreateFleetCommandInput,
  type CreateFleetCommandOutput,
  type CreateFleetInstance,
  type EC2Client,
  type FleetBlockDeviceMappingRequest,
  type FleetLaunchTemplateOverrides,
  type FleetLaunchTemplateOverridesRequest,
} from '@aws-sdk/client-ec2';
import type { Disk, FamilyPool, Instance, Instant, Market, Pool } from '../machine/machine.ts';
import type { LaunchAnswer } from '../machine/seen.ts';
import type { LaunchOrder } from '../machine/launch-order.ts';
import { GP3, type PricesInForce } from '../types/prices-in-force.ts';
import { errorOf, isAmbiguous } from './error-of.ts';
import type { Image } from './region/read-images.ts';
import { tagsOf } from './tags.ts';
import { typeNamed } from './type-named.ts';

export type LaunchSite = {
  readonly client: Pick<EC2Client, 'send'>;
  readonly region: string;
  readonly controller: string;
  readonly template: { readonly name: string; readonly version: string };
  /** Zone → subnet. */
  readonly subnets: ReadonlyMap<string, string>;
  /** Null: none is known for the type now. */
  readonly imageOf: (type: string) => Image | null;
  readonly priceOf: (pool: Pool) => number | null;
  readonly diskPriceOf: PricesInForce['disk'];
  /** Of a Capacity Block alone: when the machine is to be gone. */
  readonly until?: Instant;
};

/** Asks for one instance of an `instant` fleet: it answers at once, with an instance or with what every pool said. */
export async function launch(site: LaunchSite, order: LaunchOrder): Promise<LaunchAnswer> {
  try {
    const answer = await site.client.send(new CreateFleetCommand(requestOf(site, order)));
    return answerOf(site, order, answer);
  } catch (error) {
    const told = errorOf(error);
    if (isAmbiguous(told)) return { type: 'lost' };
    const errors = [{ pools: order.rung.pools, error: told }];
    return { type: 'refused', errors, ...onlyReserved(site) };
  }
}

/** Who bought a Capacity Block wants the step there, and pays for no other machine. */
function onlyReserved({ until }: LaunchSite): { readonly onlyReserved?: true } {
  return until === undefined ? {} : { onlyReserved: true };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFleet.html */
function requestOf(site: LaunchSite, order: LaunchOrder): CreateFleetCommandInput {
  const { market, pools } = order.rung;
  const { maxPrice } = order.asked;
  return {
    Type: 'instant',
    // The SDK makes one up for every send that has none, and each buys a machine of its own.
    ClientToken: order.token,
    TargetCapacitySpecification: {
      TotalTargetCapacity: 1,
      DefaultTargetCapacityType: site.until === undefined ? market : 'capacity-block',
    },
    // A Capacity Block is paid for already, and takes no options.
    ...(site.until === undefined && optionsOf(market, maxPrice)),
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: {
          LaunchTemplateName: site.template.name,
          Version: site.template.version,
        },
        Overrides: pools.map((pool, at) => overrideOf(site, order, { pool, at })),
      },
    ],
    TagSpecifications: (['fleet', 'instance', 'volume', 'network-interface'] as const).map(
      (type) => ({ ResourceType: type, Tags: tagsOf(site.controller, order) }),
    ),
  };
}

/** Strategies for spot are refused for on-demand. */
function optionsOf(
  market: Market,
  maxPrice: number | null,
): Pick<CreateFleetCommandInput, 'SpotOptions' | 'OnDemandOptions'> {
  const most = maxPrice === null ? {} : { MaxTotalPrice: String(maxPrice) };
  return market === 'spot'
    ? { SpotOptions: { AllocationStrategy: 'price-capacity-optimized', ...most } }
    : { OnDemandOptions: { AllocationStrategy: 'prioritized', ...most } };
}

function overrideOf(
  { subnets, imageOf, until }: LaunchSite,
  { asked }: LaunchOrder,
  { pool, at }: { readonly pool: FamilyPool; readonly at: number },
): FleetLaunchTemplateOverridesRequest {
  const { type, zone, market } = pool;
  const subnet = subnets.get(zone);
  const image = imageOf(type);
  return {
    InstanceType: typeNamed(type),
    ...(image !== null && {
      ImageId: image.id,
      BlockDeviceMappings: [diskOf(image, asked)],
    }),
    ...(subnet !== undefined && { SubnetId: subnet }),
    ...(market === 'on-demand' && until === undefined && { Priority: at }),
  };
}

const DEFAULT_DISK_BYTES = 100 * 2 ** 30;

/** All of it is said here: how EC2 joins what a template says of a disk with what an override says is documented nowhere. */
function diskOf(
  { rootDevice, diskGib }: Image,
  { diskBytes }: Pick<LaunchOrder['asked'], 'diskBytes'>,
): FleetBlockDeviceMappingRequest {
  return {
    DeviceName: rootDevice,
    Ebs: {
      VolumeSize: gibOf(diskGib, diskBytes),
      VolumeType: 'gp3',
      Encrypted: true,
      DeleteOnTermination: true,
    },
  };
}

function gibOf(least: number, diskBytes: number | null): number {
  return Math.max(Math.ceil((diskBytes ?? DEFAULT_DISK_BYTES) / 2 ** 30), least);
}

/** An instance counts, whatever other pools said beside it. */
function answerOf(
  site: LaunchSite,
  { rung, asked }: LaunchOrder,
  { Instances = [], Errors = [] }: CreateFleetCommandOutput,
): LaunchAnswer {
  const { reservation } = rung;
  for (const given of Instances) {
    const [id] = given.InstanceIds ?? [];
    const overrides = given.LaunchTemplateAndOverrides?.Overrides;
    const [pool] = poolsOf(site, rung.pools, { ...overrides, InstanceType: given.InstanceType });
    if (id !== undefined && pool !== undefined) {
      const { Lifecycle } = given;
      const kind = { Lifecycle, asked, ...(reservation !== undefined && { reservation }) };
      return { type: 'launched', instance: instanceOf(site, id, pool, kind) };
    }
  }
  const errors = Errors.map(({ ErrorCode, ErrorMessage, LaunchTemplateAndOverrides }) => ({
    pools: poolsOf(site, rung.pools, LaunchTemplateAndOverrides?.Overrides),
    error: { code: ErrorCode ?? 'Unknown', message: ErrorMessage ?? '', status: null },
  }));
  return { type: 'refused', errors, ...onlyReserved(site) };
}

function instanceOf(
  site: LaunchSite,
  id: string,
  { type, zone, market }: FamilyPool,
  { Lifecycle, reservation, asked }: Bought,
): Instance {
  const { region, imageOf, priceOf, until } = site;
  // A reservation that somebody opened for such types is used first; it can be neither.
  const bought = Lifecycle === 'spot' || Lifecycle === 'on-demand' ? Lifecycle : market;
  // What a Capacity Block cost an hour, EC2 does not say.
  const usdHour = until === undefined ? priceOf({ type, zone, market: bought }) : null;
  const image = imageOf(type);
  return {
    id,
    region,
    zone,
    type,
    market: bought,
    image: image?.id ?? '',
    usdHour,
    ...(image !== null && { disk: pricedDisk(site, gibOf(image.diskGib, asked.diskBytes)) }),
    ...(reservation !== undefined && { reservation }),
    ...(until !== undefined && { until }),
  };
}

type Bought = Pick<CreateFleetInstance, 'Lifecycle'> &
  Pick<Instance, 'reservation'> &
  Pick<LaunchOrder, 'asked'>;

function pricedDisk({ diskPriceOf }: LaunchSite, gib: number): Disk {
  const size = { gib, ...GP3 };
  return { ...size, usdHour: diskPriceOf(size) };
}

/** Those that an override stands for: EC2 names the type, and the zone by its name or its subnet. */
function poolsOf(
  { subnets }: LaunchSite,
  pools: readonly FamilyPool[],
  overrides: FleetLaunchTemplateOverrides | undefined,
): readonly FamilyPool[] {
  const { InstanceType: type, SubnetId: subnet, AvailabilityZone: named } = overrides ?? {};
  const zone = named ?? [...subnets].find(([, id]) => id === subnet)?.[0];
  return pools.filter(
    (pool) => (type ?? pool.type) === pool.type && (zone ?? pool.zone) === pool.zone,
  );
}
