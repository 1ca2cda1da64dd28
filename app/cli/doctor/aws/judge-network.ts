import type {
  GroupFacts,
  SubnetFacts,
} from '../../../../runner-provisioner/aws/doctor/ask-network.ts';
import { ok, problem, warning, type Finding } from '../doctor-finding.ts';

/** Whether machines in these subnets reach GitHub, the App and S3, and what it costs. */
export function judgeSubnets(subnets: readonly SubnetFacts[]): readonly Finding[] {
  return [judgePlaces(subnets), ...subnets.flatMap((each) => [judgeWayOut(each), judgeS3(each)])];
}

function judgePlaces(subnets: readonly SubnetFacts[]): Finding {
  const checked = 'subnets';
  const zones = subnets.map(({ zone }) => zone);
  const networks = new Set(subnets.map(({ network }) => network));
  const twice = zones.find((zone, index) => zones.indexOf(zone) !== index);
  const full = subnets.find(({ freeAddresses }) => freeAddresses === 0);
  if (networks.size > 1) {
    const found = `they lie in ${[...networks].join(' and ')}`;
    return problem(checked, found, 'Name subnets of one VPC, that of the security group.');
  }
  if (twice !== undefined) {
    return problem(checked, `two of them are in ${twice}`, 'Name one subnet in each zone.');
  }
  if (full !== undefined) {
    const found = `${full.id} has no free address`;
    return warning(checked, found, 'Take a larger subnet in that zone, or remove what is in it.');
  }
  return ok(checked, `${zones.length}, in ${zones.join(', ')}`);
}

function judgeWayOut({ id, wayOut, givesPublicAddress }: SubnetFacts): Finding {
  const checked = `way out of ${id}`;
  if (wayOut === 'none') {
    return problem(
      checked,
      'it has no route to 0.0.0.0/0, so that machines reach neither GitHub nor the App',
      'Add a route to an internet gateway, with public addresses, or to a NAT gateway.',
    );
  }
  if (wayOut === 'internet' && !givesPublicAddress) {
    return problem(
      checked,
      'it leads to an internet gateway, and machines get no public address to use it with',
      `Turn public addresses on: aws ec2 modify-subnet-attribute --subnet-id ${id} --map-public-ip-on-launch`,
    );
  }
  return ok(checked, WAYS[wayOut]);
}

const WAYS: Readonly<Record<Exclude<SubnetFacts['wayOut'], 'none'>, string>> = {
  internet: 'an internet gateway, by public addresses ($0.005 an hour for each machine)',
  nat: 'a NAT gateway',
  other: 'a gateway of your own',
};

function judgeS3({ id, wayOut, reachesS3Directly }: SubnetFacts): Finding {
  const checked = `way from ${id} to S3`;
  if (reachesS3Directly) return ok(checked, 'a gateway endpoint, free of charge');
  const fix =
    'Add a gateway endpoint for S3 to the route table of the subnet; it costs nothing: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html';
  if (wayOut === 'nat') {
    return problem(checked, 'through the NAT gateway, at about $45 a TB of artifacts', fix);
  }
  return warning(checked, 'no gateway endpoint: artifacts take the way of everything else', fix);
}

/** Nobody has to come in, and HTTPS has to go out. */
export function judgeGroup(
  { id, network, letsIn, letsAnybodyIn, letsHttpsOut }: GroupFacts,
  subnets: readonly SubnetFacts[],
): Finding {
  const checked = `security group ${id}`;
  if (subnets.some((subnet) => subnet.network !== network)) {
    const found = `it belongs to ${network}, and subnets do not`;
    return problem(checked, found, 'Name a security group of the VPC of the subnets.');
  }
  if (!letsHttpsOut) {
    const found = 'it lets no HTTPS out, so that machines reach neither GitHub nor the App';
    return problem(checked, found, 'Add an egress rule for tcp 443 to 0.0.0.0/0.');
  }
  if (letsIn.length === 0) return ok(checked, 'HTTPS out, nothing in');
  const found = `it lets in ${letsIn.slice(0, MOST).join(', ')}`;
  const fix = 'Remove its ingress rules: machines are never called.';
  return letsAnybodyIn ? problem(checked, found, fix) : warning(checked, found, fix);
}

const MOST = 3;
