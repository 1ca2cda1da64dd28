import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type Subnet,
} from '@aws-sdk/client-ec2';
import type { RegionSettings } from '../../sky-settings.ts';
import { RegionProblem } from '../region-problem.ts';

/** Zone → subnet. Throws a `RegionProblem` where subnets and security group do not go together. */
export async function readNetwork(
  client: EC2Client,
  { name, subnets, securityGroup }: RegionSettings,
): Promise<ReadonlyMap<string, string>> {
  const asked = new DescribeSubnetsCommand({ SubnetIds: [...subnets] });
  const { Subnets = [] } = await client.send(asked);
  const group = new DescribeSecurityGroupsCommand({ GroupIds: [securityGroup] });
  const { SecurityGroups: [found] = [] } = await client.send(group);
  const elsewhere = Subnets.find(({ VpcId }) => VpcId !== found?.VpcId);
  if (elsewhere !== undefined) {
    throw new RegionProblem(
      `The subnet ${elsewhere.SubnetId} of ${name} is in ${elsewhere.VpcId}, and the security group ${securityGroup} in ${found?.VpcId}. Name those of one VPC.`,
    );
  }
  return byZone(name, Subnets);
}

function byZone(region: string, subnets: readonly Subnet[]): ReadonlyMap<string, string> {
  const zones = new Map<string, string>();
  for (const { SubnetId: subnet = '', AvailabilityZone: zone = '' } of subnets) {
    const other = zones.get(zone);
    if (other !== undefined) {
      throw new RegionProblem(
        `The subnets ${other} and ${subnet} of ${region} are both in ${zone}. Name one for each zone.`,
      );
    }
    zones.set(zone, subnet);
  }
  return zones;
}
