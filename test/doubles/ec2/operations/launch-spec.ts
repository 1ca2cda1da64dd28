import type {
  CapacityReservationTarget,
  FleetBlockDeviceMappingRequest,
  Image,
  Subnet,
  Tag,
} from '@aws-sdk/client-ec2';
import { INSTANCE_TYPES } from '../schemas/type-book.ts';
import { Ec2Error, NotModelled } from '../state/ec2-error.ts';
import type { Disk, LaunchSpec, Market, Metadata } from '../state/instance.ts';
import { notFound } from './capacity-reservations.ts';
import type { Reservation, ReservationWish } from '../state/reservations.ts';
import type { Region } from '../state/world.ts';
import type { LaunchData } from './launch-data.ts';

/** What a launch comes to; throws an Ec2Error where it names what is not there or contradicts itself. */
export function launchSpec(
  region: Region,
  data: LaunchData,
  { market, clientToken }: { readonly market: Market; readonly clientToken: string | null },
): LaunchSpec {
  const { NetworkInterfaces: [nic = {}] = [] } = data;
  // What EC2 takes where nobody says: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
  const { InstanceType: type = 'm1.small' } = data;
  const image = imageOf(region, data.ImageId, type);
  const subnet = subnetOf(region, data.SubnetId ?? nic.SubnetId, zoneOf(data));
  const metadata = metadataOf(data.MetadataOptions);
  return {
    type,
    imageId: idOf(image.ImageId),
    subnetId: idOf(subnet.SubnetId),
    groupIds: groupsOf(region, nic.Groups ?? data.SecurityGroupIds),
    ...interfaceOf(nic),
    userData: checkedUserData(data.UserData),
    metadata,
    onShutdown: data.InstanceInitiatedShutdownBehavior === 'terminate' ? 'terminate' : 'stop',
    disks: disksOf(image, data.BlockDeviceMappings ?? []),
    market,
    reservation: reservationOf(region, data.CapacityReservationSpecification, market),
    isBlock: data.isBlock ?? false,
    ...extrasOf(data),
    tags: tagsOf(data.TagSpecifications ?? [], metadata),
    clientToken,
  };
}

function idOf(id: string | undefined): string {
  if (id === undefined) throw new Error('A resource of the network has no id.');
  return id;
}

function interfaceOf(nic: NonNullable<LaunchData['NetworkInterfaces']>[number]) {
  return {
    hasPublicAddress: nic.AssociatePublicIpAddress ?? null,
    interfaceDeletedOnTermination: nic.DeleteOnTermination ?? true,
  };
}

function extrasOf({ MaxPrice, IamInstanceProfile, KeyName, EbsOptimized }: LaunchData) {
  return {
    maxPrice: MaxPrice === undefined ? null : Number(MaxPrice),
    profile: IamInstanceProfile?.Name ?? IamInstanceProfile?.Arn ?? null,
    keyName: KeyName ?? null,
    isEbsOptimized: EbsOptimized ?? false,
  };
}

/**
 * Where nothing is said a machine may run in a reservation that is open.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CapacityReservationSpecification.html
 */
function reservationOf(
  { reservations }: Region,
  asked: LaunchData['CapacityReservationSpecification'],
  market: Market,
): ReservationWish {
  const { CapacityReservationPreference: preference, CapacityReservationTarget: target } =
    asked ?? {};
  if (target === undefined && preference !== 'capacity-reservations-only')
    return { type: preference ?? 'open' };
  if (preference !== 'capacity-reservations-only' || market === 'spot')
    throw new NotModelled('A target without `capacity-reservations-only`, or for spot.');
  return targetOf(reservations, target ?? {});
}

function targetOf(
  known: readonly Reservation[],
  {
    CapacityReservationId: id,
    CapacityReservationResourceGroupArn: arn,
  }: CapacityReservationTarget,
): ReservationWish {
  if (arn !== undefined) return { type: 'group', arn };
  if (id === undefined) throw new NotModelled('`capacity-reservations-only` without a target.');
  if (!known.some((each) => each.id === id)) throw notFound(id);
  return { type: 'reservation', id };
}

function zoneOf(data: LaunchData): string | undefined {
  return data.AvailabilityZone ?? data.Placement?.AvailabilityZone;
}

function imageOf({ network }: Region, id: string | undefined, type: string): Image {
  if (id === undefined)
    throw new Ec2Error('MissingParameter', 'The request must contain the parameter ImageId');
  if (id.startsWith('resolve:'))
    throw new NotModelled('Parameters of Systems Manager are not resolved; say an image id.');
  if (!/^ami-[0-9a-f]{8,17}$/.test(id))
    throw new Ec2Error('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  const image = network.images.find(({ ImageId }) => ImageId === id);
  if (image === undefined)
    throw new Ec2Error('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
  refuseOtherArchitecture(image, type);
  return image;
}

function refuseOtherArchitecture({ Architecture }: Image, type: string): void {
  const [own] = INSTANCE_TYPES.get(type)?.ProcessorInfo?.SupportedArchitectures ?? [];
  if (Architecture === undefined || own === undefined || own === Architecture) return;
  throw new Ec2Error(
    'InvalidParameterValue',
    `The architecture '${own}' of the specified instance type does not match the architecture '${Architecture}' of ` +
      'the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.',
  );
}

function subnetOf({ network }: Region, id: string | undefined, zone: string | undefined): Subnet {
  const found = network.subnets.find(({ SubnetId, AvailabilityZone, DefaultForAz }) =>
    id === undefined
      ? DefaultForAz === true && (zone ?? AvailabilityZone) === AvailabilityZone
      : SubnetId === id,
  );
  if (found !== undefined) return found;
  if (id !== undefined)
    throw new Ec2Error('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  throw new Ec2Error('MissingInput', `No default subnet for availability zone: '${zone ?? ''}'.`);
}

function groupsOf({ network }: Region, ids: readonly string[] | undefined): readonly string[] {
  const known = network.groups.flatMap(({ GroupId }) => GroupId ?? []);
  if (ids === undefined || ids.length === 0) return known.slice(0, 1);
  const missing = ids.find((id) => !known.includes(id));
  if (missing !== undefined)
    throw new Ec2Error('InvalidGroup.NotFound', `The security group '${missing}' does not exist`);
  return ids;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html: 16 KB before it is encoded. */
function checkedUserData(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text))
    throw new Ec2Error('InvalidParameterValue', 'Invalid BASE64 encoding of user data.');
  if (Buffer.from(text, 'base64').length > 16_384)
    throw new Ec2Error('InvalidUserData.Malformed', 'User data is limited to 16384 bytes');
  return text;
}

function metadataOf(options: LaunchData['MetadataOptions']): Metadata {
  return {
    isOn: options?.HttpEndpoint !== 'disabled',
    needsToken: options?.HttpTokens === 'required',
    hopLimit: options?.HttpPutResponseHopLimit ?? 1,
    showsTags: options?.InstanceMetadataTags === 'enabled',
  };
}

type Mapping = FleetBlockDeviceMappingRequest;
type Ebs = NonNullable<Mapping['Ebs']>;

/** What is asked for a device is laid over what the image has there. */
function disksOf(image: Image, asked: readonly Mapping[]): Disk[] {
  const root = image.RootDeviceName ?? '/dev/sda1';
  const laid = new Map<string, Ebs>();
  for (const { DeviceName = root, Ebs } of image.BlockDeviceMappings ?? [])
    laid.set(DeviceName, { ...Ebs });
  for (const { DeviceName = root, Ebs } of asked) {
    const own = laid.get(DeviceName);
    refuseTooSmall(own, Ebs?.VolumeSize);
    laid.set(DeviceName, { ...own, ...Ebs });
  }
  return [...laid].map(([device, ebs]) => diskOf(device, ebs, device === root));
}

/** The root volume goes with its instance unless somebody says otherwise; others stay. */
function diskOf(device: string, ebs: Ebs, isRoot: boolean): Disk {
  const {
    VolumeSize = 8,
    VolumeType = 'gp2',
    Encrypted = false,
    DeleteOnTermination = isRoot,
  } = ebs;
  return {
    device,
    size: VolumeSize,
    volumeType: VolumeType,
    encrypted: Encrypted,
    iops: ebs.Iops ?? null,
    throughput: ebs.Throughput ?? null,
    deletedOnTermination: DeleteOnTermination,
  };
}

function refuseTooSmall(own: Ebs | undefined, size: number | undefined): void {
  if (own?.VolumeSize === undefined || size === undefined || size >= own.VolumeSize) return;
  throw new Ec2Error(
    'InvalidBlockDeviceMapping',
    `Volume of size ${size}GB is smaller than snapshot '${own.SnapshotId ?? ''}', expect size >= ${own.VolumeSize}GB`,
  );
}

function tagsOf(
  specifications: NonNullable<LaunchData['TagSpecifications']>,
  metadata: Metadata,
): Record<string, Tag[]> {
  const byKind: Record<string, Tag[]> = {};
  for (const { ResourceType = '', Tags = [] } of specifications) {
    refuseTags(Tags);
    byKind[ResourceType] = [...(byKind[ResourceType] ?? []), ...Tags];
  }
  if (metadata.showsTags) refuseUnshowable(byKind['instance'] ?? []);
  return byKind;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
export function refuseTags(tags: readonly Tag[]): void {
  for (const { Key = '', Value = '' } of tags) {
    if (Key === '' || Key.length > 128 || Key.startsWith('aws:'))
      throw new Ec2Error('InvalidParameterValue', `Tag key '${Key}' is not allowed.`);
    if (Value.length > 256)
      throw new Ec2Error(
        'InvalidParameterValue',
        'Tag value exceeds the maximum length of 256 characters.',
      );
  }
  if (tags.length > 50) throw new Ec2Error('TagLimitExceeded', 'More than 50 tags specified');
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/work-with-tags-in-IMDS.html */
export function refuseUnshowable(tags: readonly Tag[]): void {
  const bad = tags.find(({ Key = '' }) => !/^[A-Za-z0-9+\-=.,_:@]+$/.test(Key));
  if (bad !== undefined)
    throw new Ec2Error(
      'InvalidParameterValue',
      `'${bad.Key ?? ''}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{1,255}), and must not be a reserved name ('.', '..', '_index')`,
    );
}
