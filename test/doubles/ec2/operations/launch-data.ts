import type {
  FleetBlockDeviceMappingRequest,
  FleetLaunchTemplateOverridesRequest,
  RequestLaunchTemplateData,
  RunInstancesRequest,
  Tag,
} from '@aws-sdk/client-ec2';

type Template = RequestLaunchTemplateData;
type TagSpecification = {
  readonly ResourceType?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
};

/** What a launch is asked with: the members that template, override and request have in common. */
export type LaunchData = Pick<
  Template,
  | 'CapacityReservationSpecification'
  | 'EbsOptimized'
  | 'IamInstanceProfile'
  | 'ImageId'
  | 'InstanceInitiatedShutdownBehavior'
  | 'InstanceType'
  | 'KeyName'
  | 'MetadataOptions'
  | 'NetworkInterfaces'
  | 'Placement'
  | 'SecurityGroupIds'
  | 'UserData'
> & {
  readonly BlockDeviceMappings?: FleetBlockDeviceMappingRequest[] | undefined;
  readonly MaxPrice?: string | undefined;
  readonly SubnetId?: string | undefined;
  readonly AvailabilityZone?: string | undefined;
  readonly TagSpecifications?: readonly TagSpecification[] | undefined;
  readonly isBlock?: boolean | undefined;
};

export function fromTemplate(template: Template): LaunchData {
  const { InstanceMarketOptions, ...rest } = template;
  const isBlock = InstanceMarketOptions?.MarketType === 'capacity-block';
  const { MaxPrice } = InstanceMarketOptions?.SpotOptions ?? {};
  return { ...rest, MaxPrice, SubnetId: undefined, isBlock };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FleetLaunchTemplateOverridesRequest.html */
export function fromOverride(override: FleetLaunchTemplateOverridesRequest): LaunchData {
  const { IamInstanceProfile, MetadataOptions, NetworkInterfaces, ...rest } =
    override as FleetLaunchTemplateOverridesRequest & LaunchData;
  return {
    ...rest,
    ...(IamInstanceProfile !== undefined && { IamInstanceProfile }),
    ...(MetadataOptions !== undefined && { MetadataOptions }),
    ...(NetworkInterfaces !== undefined && { NetworkInterfaces }),
  };
}

export function fromRequest(request: RunInstancesRequest): LaunchData {
  const { InstanceMarketOptions, Placement, ...rest } = request;
  return {
    ...rest,
    MaxPrice: InstanceMarketOptions?.SpotOptions?.MaxPrice,
    AvailabilityZone: Placement?.AvailabilityZone,
  };
}

/** Later ones win, member by member; tags and disks are added to, by kind and by device. */
export function merged(...all: readonly LaunchData[]): LaunchData {
  const whole: LaunchData = {};
  for (const data of all) {
    const said = Object.entries(data).filter(([, value]) => value !== undefined);
    Object.assign(whole, Object.fromEntries(said));
  }
  return {
    ...whole,
    TagSpecifications: all.flatMap(({ TagSpecifications }) => TagSpecifications ?? []),
    BlockDeviceMappings: all.flatMap(({ BlockDeviceMappings }) => BlockDeviceMappings ?? []),
  };
}
