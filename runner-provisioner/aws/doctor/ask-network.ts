import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
  type Route,
  type RouteTable,
  type Subnet,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type { RegionSettings } from '../../sky-settings.ts';

/** A subnet, and where what leaves it goes. */
export type SubnetFacts = {
  readonly id: string;
  readonly zone: string;
  readonly network: string;
  /** Machines get a public address unless they are told otherwise. */
  readonly givesPublicAddress: boolean;
  readonly freeAddresses: number;
  /** What has no nearer way. */
  readonly wayOut: 'internet' | 'nat' | 'other' | 'none';
  /** It has a gateway endpoint for S3. */
  readonly reachesS3Directly: boolean;
};

/** Every subnet that is configured. Throws what EC2 says of one that does not exist. */
export async function askSubnets(
  client: EC2Client,
  { name: region, subnets }: RegionSettings,
): Promise<readonly SubnetFacts[]> {
  const found = await client.send(new DescribeSubnetsCommand({ SubnetIds: [...subnets] }));
  const networks = [...new Set((found.Subnets ?? []).flatMap(({ VpcId }) => VpcId ?? []))];
  const within = [{ Name: 'vpc-id', Values: networks }];
  const { RouteTables = [] } = await client.send(
    new DescribeRouteTablesCommand({ Filters: within }),
  );
  const service = { Name: 'service-name', Values: [`com.amazonaws.${region}.s3`] };
  const { VpcEndpoints = [] } = await client.send(
    new DescribeVpcEndpointsCommand({ Filters: [...within, service] }),
  );
  return (found.Subnets ?? []).map((subnet) => factsOf(subnet, RouteTables, VpcEndpoints));
}

function factsOf(
  subnet: Subnet,
  tables: readonly RouteTable[],
  endpoints: readonly VpcEndpoint[],
): SubnetFacts {
  const { SubnetId = '', AvailabilityZone = '', VpcId = '' } = subnet;
  const table = tableOf({ SubnetId, VpcId }, tables);
  return {
    id: SubnetId,
    zone: AvailabilityZone,
    network: VpcId,
    givesPublicAddress: subnet.MapPublicIpOnLaunch ?? false,
    freeAddresses: subnet.AvailableIpAddressCount ?? 0,
    wayOut: wayOutOf(table?.Routes ?? []),
    reachesS3Directly: endpoints.some(
      ({ VpcEndpointType, State, RouteTableIds = [] }) =>
        VpcEndpointType === 'Gateway' &&
        State?.toLowerCase() === 'available' &&
        RouteTableIds.includes(table?.RouteTableId ?? ''),
    ),
  };
}

/** Its own, else the main one of its network: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html */
function tableOf(
  { SubnetId, VpcId }: { readonly SubnetId: string; readonly VpcId: string },
  tables: readonly RouteTable[],
): RouteTable | undefined {
  const own = tables.find(({ Associations = [] }) =>
    Associations.some((each) => each.SubnetId === SubnetId),
  );
  return (
    own ??
    tables.find(
      (table) =>
        table.VpcId === VpcId && (table.Associations ?? []).some(({ Main }) => Main === true),
    )
  );
}

function wayOutOf(routes: readonly Route[]): SubnetFacts['wayOut'] {
  const route = routes.find(
    ({ DestinationCidrBlock, State }) =>
      DestinationCidrBlock === '0.0.0.0/0' && State !== 'blackhole',
  );
  if (route === undefined) return 'none';
  if (route.NatGatewayId !== undefined) return 'nat';
  return route.GatewayId?.startsWith('igw-') === true ? 'internet' : 'other';
}

export type GroupFacts = {
  readonly id: string;
  readonly network: string;
  /** Rules that let anything in: `tcp 22 from 0.0.0.0/0`. */
  readonly letsIn: readonly string[];
  readonly letsAnybodyIn: boolean;
  readonly letsHttpsOut: boolean;
};

/** The security group that is configured. Throws what EC2 says of one that does not exist. */
export async function askGroup(
  client: EC2Client,
  { securityGroup: id }: RegionSettings,
): Promise<GroupFacts> {
  const { SecurityGroups: [group = {}] = [] } = await client.send(
    new DescribeSecurityGroupsCommand({ GroupIds: [id] }),
  );
  const { VpcId: network = '', IpPermissions: ingress = [], IpPermissionsEgress = [] } = group;
  const rules = ingress.flatMap(ruleTexts);
  return {
    id,
    network,
    letsIn: rules,
    letsAnybodyIn: rules.some((rule) => /from (?:0\.0\.0\.0|::)\/0$/.test(rule)),
    letsHttpsOut: IpPermissionsEgress.some(
      ({ IpProtocol, FromPort = 0, ToPort = 65_535 }) =>
        IpProtocol === '-1' || (IpProtocol === 'tcp' && FromPort <= 443 && ToPort >= 443),
    ),
  };
}

type Rule = {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly IpRanges?: readonly { readonly CidrIp?: string | undefined }[] | undefined;
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6?: string | undefined }[] | undefined;
  readonly UserIdGroupPairs?: readonly { readonly GroupId?: string | undefined }[] | undefined;
  readonly PrefixListIds?: readonly { readonly PrefixListId?: string | undefined }[] | undefined;
};

function ruleTexts(rule: Rule): readonly string[] {
  const { IpProtocol = '-1', FromPort } = rule;
  const what = IpProtocol === '-1' ? 'anything' : `${IpProtocol} ${FromPort ?? 'any'}`;
  const sources = [
    ...(rule.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(rule.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ...(rule.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
    ...(rule.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
  ];
  return sources.map((source) => `${what} from ${source ?? 'somebody'}`);
}
