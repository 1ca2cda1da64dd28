import type { Tag } from '@aws-sdk/client-ec2';
import type { Disk, Instance, LaunchSpec } from '../state/instance.ts';
import type { Kept } from '../state/kept.ts';
import type { Region } from '../state/world.ts';
import { Tags } from '../state/tags.ts';
import { planLife } from './plan-life.ts';
import { reservationFor } from './reservation-for.ts';
import { showLater, tagLater } from './show-later.ts';
import { whyNotLaunched, type LaunchFailure } from './why-not-launched.ts';

/** Starts a machine, or says why EC2 would not. What can be said of the request alone was said before. */
export function launchInstance(
  region: Region,
  spec: LaunchSpec,
  reservationId: string,
): Instance | LaunchFailure {
  const failure = whyNotLaunched(region, spec);
  if (failure !== null) return failure;
  const instance = newInstance(region, spec, reservationId);
  const { zone } = instance;
  const pool = { type: spec.type, zone, market: spec.market };
  if (instance.capacityReservation === null) region.capacity.take(pool);
  region.instances.set(instance.id, instance);
  showLater(region, instance);
  tagLater(region, instance.tags, spec.tags['instance'] ?? []);
  planLife(region, instance);
  return instance;
}

export function isFailure(result: Instance | LaunchFailure): result is LaunchFailure {
  return 'code' in result;
}

function newInstance(region: Region, spec: LaunchSpec, reservationId: string): Instance {
  const { dice, agenda } = region.world;
  const id = `i-0${dice.hex(16)}`;
  const subnet = region.network.subnets.find(({ SubnetId }) => SubnetId === spec.subnetId);
  if (subnet?.AvailabilityZone === undefined) throw new Error(`${spec.subnetId} has no zone.`);
  subnet.AvailableIpAddressCount = (subnet.AvailableIpAddressCount ?? 0) - 1;
  const privateIp = addressIn(subnet.CidrBlock ?? '', 4_091 - subnet.AvailableIpAddressCount);
  const isPublic = spec.hasPublicAddress ?? subnet.MapPublicIpOnLaunch ?? false;
  const at = agenda.now();
  const attachment = { instanceId: id, zone: subnet.AvailabilityZone, at };
  return {
    id,
    reservationId,
    capacityReservation: reservationFor(region, spec, subnet.AvailabilityZone),
    spec,
    zone: subnet.AvailabilityZone,
    launchedAt: at,
    privateIp,
    publicIp: isPublic ? `203.0.113.${1 + Math.floor(dice.next() * 254)}` : null,
    tags: new Tags(),
    volumeIds: spec.disks.map((disk) => addVolume(region, spec, { ...attachment, disk })),
    interfaceId: addInterface(region, spec, { ...attachment, privateIp }),
    spotRequestId: spec.market === 'spot' ? addSpotRequest(region, spec, attachment) : null,
    state: 'pending',
    reason: null,
    transition: '',
    isListed: false,
    isBooted: false,
    isImpaired: false,
    takenAt: null,
    rebalanceAt: null,
    machine: null,
    metadataUrls: null,
    console: '',
    consoleAt: at,
    acts: [],
    plans: [],
    busy: Promise.resolve(),
  };
}

type Attachment = { readonly instanceId: string; readonly zone: string; readonly at: number };

function addVolume(
  region: Region,
  spec: LaunchSpec,
  { instanceId, zone, at, disk }: Attachment & { readonly disk: Disk },
): string {
  const VolumeId = `vol-0${region.world.dice.hex(16)}`;
  keep(region, region.volumes, { id: VolumeId, tags: spec.tags['volume'] }).shape = {
    VolumeId,
    AvailabilityZone: zone,
    CreateTime: new Date(at),
    Size: disk.size,
    VolumeType: disk.volumeType,
    Encrypted: disk.encrypted,
    ...(disk.iops !== null && { Iops: disk.iops }),
    ...(disk.throughput !== null && { Throughput: disk.throughput }),
    State: 'in-use',
    Attachments: [
      {
        VolumeId,
        InstanceId: instanceId,
        Device: disk.device,
        State: 'attached',
        AttachTime: new Date(at),
        DeleteOnTermination: disk.deletedOnTermination,
      },
    ],
  };
  return VolumeId;
}

function addInterface(
  region: Region,
  spec: LaunchSpec,
  { instanceId, zone, at, privateIp }: Attachment & { readonly privateIp: string },
): string {
  const { dice, accountId } = region.world;
  const NetworkInterfaceId = `eni-0${dice.hex(16)}`;
  const tags = spec.tags['network-interface'];
  keep(region, region.interfaces, { id: NetworkInterfaceId, tags }).shape = {
    NetworkInterfaceId,
    AvailabilityZone: zone,
    SubnetId: spec.subnetId,
    VpcId: region.network.vpcId,
    OwnerId: accountId,
    PrivateIpAddress: privateIp,
    Status: 'in-use',
    InterfaceType: 'interface',
    Groups: spec.groupIds.map((GroupId) => ({ GroupId })),
    Attachment: {
      AttachmentId: `eni-attach-0${dice.hex(16)}`,
      InstanceId: instanceId,
      DeviceIndex: 0,
      Status: 'attached',
      AttachTime: new Date(at),
      DeleteOnTermination: spec.interfaceDeletedOnTermination,
    },
  };
  return NetworkInterfaceId;
}

function addSpotRequest(region: Region, spec: LaunchSpec, { instanceId, zone, at }: Attachment) {
  const SpotInstanceRequestId = `sir-${region.world.dice.hex(8)}`;
  const tags = spec.tags['spot-instances-request'];
  keep(region, region.spotRequests, { id: SpotInstanceRequestId, tags }).shape = {
    SpotInstanceRequestId,
    InstanceId: instanceId,
    State: 'active',
    Status: { Code: 'fulfilled', Message: 'Your spot request is fulfilled.' },
    Type: 'one-time',
    InstanceInterruptionBehavior: 'terminate',
    LaunchedAvailabilityZone: zone,
    CreateTime: new Date(at),
    ProductDescription: 'Linux/UNIX',
    ...(spec.maxPrice !== null && { SpotPrice: String(spec.maxPrice) }),
  };
  return SpotInstanceRequestId;
}

function keep<Shape>(
  region: Region,
  shelf: Map<string, Kept<Shape>>,
  { id, tags }: { readonly id: string; readonly tags: readonly Tag[] | undefined },
): { shape: Shape } {
  const kept = { shape: {} as Shape, tags: new Tags(), isListed: false };
  shelf.set(id, kept);
  showLater(region, kept);
  tagLater(region, kept.tags, tags ?? []);
  return kept;
}

/** The first four addresses of a subnet are not given out. */
function addressIn(block: string, taken: number): string {
  const [base = ''] = block.split('/');
  const [a, b, c, d] = base.split('.').map(Number);
  const host = (d ?? 0) + 3 + taken;
  return [a, b, (c ?? 0) + Math.floor(host / 256), host % 256].join('.');
}
