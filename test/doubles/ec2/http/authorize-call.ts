import type { Denial } from '../state/denials.ts';
import { Ec2Error } from '../state/ec2-error.ts';
import type { Region } from '../state/world.ts';

/**
 * Throws what EC2 says to somebody who may not do this; and, where all is well and the request was only a trial,
 * DryRunOperation, which is how EC2 says that: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function refuseUnlessAllowed(region: Region, operation: string, input: object): void {
  const denial = region.denials.find((each) => each.operation === operation);
  if (denial !== undefined) throw refusalFor(region, denial);
  if ('DryRun' in input && input.DryRun === true)
    throw new Ec2Error(
      'DryRunOperation',
      'Request would have succeeded, but DryRun flag is set.',
      412,
    );
}

/**
 * The four causes are told apart by their texts alone, as karpenter-provider-aws does in pkg/errors/errors.go. Why by
 * policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function refusalFor({ world, name, network }: Region, { operation, cause }: Denial): Ec2Error {
  if (cause === 'image')
    return new Ec2Error(
      'AuthFailure',
      `Not authorized for images: [${network.images[0]?.ImageId ?? 'ami-unknown'}]`,
      403,
    );
  const user = `arn:aws:sts::${world.accountId}:assumed-role/pipelines/app`;
  const resource = `arn:aws:ec2:${name}:${world.accountId}:${RESOURCES[operation] ?? '*'}`;
  const because = {
    'service-control-policy': 'with an explicit deny in a service control policy',
    'permissions-boundary': `because no permissions boundary allows the ec2:${operation} action`,
    'identity-policy': `because no identity-based policy allows the ec2:${operation} action`,
  }[cause];
  return new Ec2Error(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. User: ${user} is not authorized to perform: ` +
      `ec2:${operation} on resource: ${resource} ${because}. ` +
      `Encoded authorization failure message: ${encodedMessage(world.dice.hex(400))}`,
    403,
  );
}

/** What sts:DecodeAuthorizationMessage takes; to anybody else it is noise. */
function encodedMessage(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}

const RESOURCES: Readonly<Record<string, string>> = {
  CreateFleet: 'fleet/*',
  RunInstances: 'instance/*',
  TerminateInstances: 'instance/*',
  CreateLaunchTemplate: 'launch-template/*',
};
