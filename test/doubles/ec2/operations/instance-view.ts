import type { Instance as InstanceShape } from '@aws-sdk/client-ec2';
import type { Instance, Metadata } from '../state/instance.ts';
import type { Region } from '../state/world.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
const CODES: Readonly<Record<Instance['state'], number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function stateView(state: Instance['state']) {
  return { Code: CODES[state], Name: state };
}

/** An instance as DescribeInstances shows it. */
export function instanceView(region: Region, instance: Instance): InstanceShape {
  const { spec } = instance;
  const isGone = instance.state === 'terminated';
  return {
    InstanceId: instance.id,
    ImageId: spec.imageId,
    InstanceType: spec.type as InstanceShape['InstanceType'],
    State: stateView(instance.state),
    StateTransitionReason: instance.transition,
    ...(instance.reason !== null && { StateReason: instance.reason }),
    LaunchTime: new Date(instance.launchedAt),
    Placement: { AvailabilityZone: instance.zone, Tenancy: 'default', GroupName: '' },
    Architecture: architectureOf(region, spec.imageId),
    Tags: instance.tags.shown(),
    ClientToken: spec.clientToken ?? '',
    EbsOptimized: spec.isEbsOptimized,
    RootDeviceName: spec.disks[0]?.device,
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    ...optionalView(region, instance),
    MetadataOptions: metadataView(spec.metadata),
    ...(!isGone && placeView(region, instance)),
  };
}

function optionalView(
  region: Region,
  { spec, spotRequestId, capacityReservation }: Instance,
): InstanceShape {
  return {
    ...(spec.market === 'spot' && {
      InstanceLifecycle: 'spot' as const,
      SpotInstanceRequestId: spotRequestId ?? '',
    }),
    ...(capacityReservation !== null && { CapacityReservationId: capacityReservation }),
    ...(spec.keyName !== null && { KeyName: spec.keyName }),
    ...(spec.profile !== null && {
      IamInstanceProfile: {
        Arn: `arn:aws:iam::${region.world.accountId}:instance-profile/${spec.profile.split('/').at(-1) ?? ''}`,
      },
    }),
  };
}

function metadataView(metadata: Metadata): InstanceShape['MetadataOptions'] {
  return {
    State: 'applied',
    HttpTokens: metadata.needsToken ? 'required' : 'optional',
    HttpPutResponseHopLimit: metadata.hopLimit,
    HttpEndpoint: metadata.isOn ? 'enabled' : 'disabled',
    InstanceMetadataTags: metadata.showsTags ? 'enabled' : 'disabled',
  };
}

/** What a terminated instance has no more. */
function placeView(region: Region, instance: Instance): InstanceShape {
  const { spec } = instance;
  return {
    SubnetId: spec.subnetId,
    VpcId: region.network.vpcId,
    PrivateIpAddress: instance.privateIp,
    PrivateDnsName: `ip-${instance.privateIp.replaceAll('.', '-')}.${region.name}.compute.internal`,
    ...(instance.publicIp !== null && { PublicIpAddress: instance.publicIp }),
    SecurityGroups: spec.groupIds.map((GroupId) => ({ GroupId })),
    BlockDeviceMappings: spec.disks.map((disk, index) => ({
      DeviceName: disk.device,
      Ebs: {
        VolumeId: instance.volumeIds[index],
        Status: 'attached',
        AttachTime: new Date(instance.launchedAt),
        DeleteOnTermination: disk.deletedOnTermination,
      },
    })),
    NetworkInterfaces: [{ NetworkInterfaceId: instance.interfaceId, SubnetId: spec.subnetId }],
  };
}

function architectureOf({ network }: Region, imageId: string): InstanceShape['Architecture'] {
  return network.images.find(({ ImageId }) => ImageId === imageId)?.Architecture ?? 'x86_64';
}
