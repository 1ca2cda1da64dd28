import type { Image, RouteTable, SecurityGroup, Subnet, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Clock } from '../../github/clock.ts';
import type { Dice } from './dice.ts';
import { publicImages } from './public-images.ts';

export type Zone = { readonly name: string; readonly id: string };

/** What lies around the instances of a region, in EC2's own shapes. Tests add to the lists as they need. */
export type Network = {
  readonly vpcId: string;
  readonly subnets: Subnet[];
  readonly groups: SecurityGroup[];
  readonly routeTables: RouteTable[];
  readonly endpoints: VpcEndpoint[];
  readonly images: Image[];
};

type About = {
  readonly dice: Dice;
  readonly accountId: string;
  readonly clock: Pick<Clock, 'now'>;
};

/** The VPC that each account has in each region: https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html */
export function defaultNetwork({ dice, accountId, clock }: About, zones: readonly Zone[]): Network {
  const vpcId = `vpc-0${dice.hex(16)}`;
  const id = (kind: string) => `${kind}-0${dice.hex(16)}`;
  return {
    vpcId,
    subnets: zones.map((zone, index) => ({
      SubnetId: id('subnet'),
      VpcId: vpcId,
      AvailabilityZone: zone.name,
      AvailabilityZoneId: zone.id,
      CidrBlock: `172.31.${index * 16}.0/20`,
      AvailableIpAddressCount: 4_091,
      DefaultForAz: true,
      MapPublicIpOnLaunch: true,
      OwnerId: accountId,
      State: 'available',
    })),
    groups: [
      {
        GroupId: id('sg'),
        GroupName: 'default',
        Description: 'default VPC security group',
        VpcId: vpcId,
        OwnerId: accountId,
        IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
    ],
    routeTables: [
      {
        RouteTableId: id('rtb'),
        VpcId: vpcId,
        OwnerId: accountId,
        Associations: [{ Main: true, RouteTableAssociationId: id('rtbassoc') }],
        Routes: [
          { DestinationCidrBlock: '172.31.0.0/16', GatewayId: 'local', State: 'active' },
          { DestinationCidrBlock: '0.0.0.0/0', GatewayId: id('igw'), State: 'active' },
        ],
      },
    ],
    endpoints: [],
    images: publicImages(dice, clock.now()),
  };
}
