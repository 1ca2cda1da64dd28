import type {
  DescribeImagesRequest,
  DescribeImagesResult,
  DescribeRouteTablesRequest,
  DescribeRouteTablesResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DescribeVpcEndpointsRequest,
  DescribeVpcEndpointsResult,
  Image,
  Tag,
} from '@aws-sdk/client-ec2';
import { Ec2Error } from '../state/ec2-error.ts';
import type { Call } from './call.ts';
import { filtered, type FilterTable } from './filters.ts';
import { page } from './page.ts';

export function describeSubnets(
  { region }: Call,
  input: DescribeSubnetsRequest,
): DescribeSubnetsResult {
  const { items, next } = found(region.network.subnets, input, {
    ids: input.SubnetIds,
    idOf: ({ SubnetId }) => SubnetId,
    missing: (id) => ['InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`],
    table: {
      'vpc-id': ({ VpcId }) => VpcId,
      'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
      'default-for-az': ({ DefaultForAz }) => String(DefaultForAz ?? false),
      'subnet-id': ({ SubnetId }) => SubnetId,
    },
  });
  return { Subnets: items, ...next };
}

export function describeVpcEndpoints(
  { region }: Call,
  input: DescribeVpcEndpointsRequest,
): DescribeVpcEndpointsResult {
  const { items, next } = found(region.network.endpoints, input, {
    ids: input.VpcEndpointIds,
    idOf: ({ VpcEndpointId }) => VpcEndpointId,
    missing: (id) => [
      'InvalidVpcEndpointId.NotFound',
      `The Vpc Endpoint Id '${id}' does not exist`,
    ],
    table: {
      'vpc-id': ({ VpcId }) => VpcId,
      'service-name': ({ ServiceName }) => ServiceName,
      'vpc-endpoint-type': ({ VpcEndpointType }) => VpcEndpointType,
      'vpc-endpoint-state': ({ State }) => State,
    },
  });
  return { VpcEndpoints: items, ...next };
}

export function describeRouteTables(
  { region }: Call,
  input: DescribeRouteTablesRequest,
): DescribeRouteTablesResult {
  const { items, next } = found(region.network.routeTables, input, {
    ids: input.RouteTableIds,
    idOf: ({ RouteTableId }) => RouteTableId,
    missing: (id) => ['InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`],
    table: {
      'vpc-id': ({ VpcId }) => VpcId,
      'association.subnet-id': ({ Associations = [] }) =>
        Associations.map(({ SubnetId }) => SubnetId),
      'association.main': ({ Associations = [] }) =>
        Associations.map(({ Main }) => String(Main ?? false)),
    },
  });
  return { RouteTables: items, ...next };
}

export function describeSecurityGroups(
  { region }: Call,
  input: DescribeSecurityGroupsRequest,
): DescribeSecurityGroupsResult {
  const { items, next } = found(region.network.groups, input, {
    ids: input.GroupIds,
    idOf: ({ GroupId }) => GroupId,
    missing: (id) => ['InvalidGroup.NotFound', `The security group '${id}' does not exist`],
    table: {
      'vpc-id': ({ VpcId }) => VpcId,
      'group-id': ({ GroupId }) => GroupId,
      'group-name': ({ GroupName }) => GroupName,
    },
  });
  return { SecurityGroups: items, ...next };
}

export function describeImages(
  { region }: Call,
  input: DescribeImagesRequest,
): DescribeImagesResult {
  const { Owners: owners } = input;
  const images = region.network.images.filter(
    (image) => owners?.some((owner) => isOwnedBy(image, owner, region.world.accountId)) ?? true,
  );
  const { items, next } = found(images, input, {
    ids: input.ImageIds,
    idOf: ({ ImageId }) => ImageId,
    missing: (id) => ['InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`],
    table: {
      architecture: ({ Architecture }) => Architecture,
      'image-id': ({ ImageId }) => ImageId,
      name: ({ Name }) => Name,
      state: ({ State }) => State,
    },
  });
  return { Images: items, ...next };
}

/** By the number of an account, by `self`, or by an alias. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
function isOwnedBy({ OwnerId, ImageOwnerAlias }: Image, owner: string, self: string): boolean {
  return owner === OwnerId || owner === ImageOwnerAlias || (owner === 'self' && OwnerId === self);
}

type Asked = {
  readonly Filters?: Parameters<typeof filtered>[1];
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
};

function found<Item extends { readonly Tags?: readonly Tag[] | undefined }>(
  all: readonly Item[],
  input: Asked,
  how: {
    readonly ids: readonly string[] | undefined;
    readonly idOf: (item: Item) => string | undefined;
    readonly missing: (id: string) => readonly [string, string];
    readonly table: FilterTable<Item>;
  },
): { readonly items: Item[]; readonly next: { readonly NextToken?: string } } {
  const { ids, idOf, table } = how;
  const missing = ids?.find((id) => !all.some((item) => idOf(item) === id));
  if (missing !== undefined) throw new Ec2Error(...how.missing(missing));
  const named = all.filter((item) => ids?.includes(idOf(item) ?? '') ?? true);
  const fitting = filtered(named, input.Filters, { table, tagsOf: ({ Tags }) => Tags ?? [] });
  const { items, next } = page(fitting, input, { min: 5, max: 1_000 });
  return { items: [...items], next };
}
