import {
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  type CreateFleetCommandInput,
  type EC2Client,
  type EC2ServiceException,
  type Instance,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { VirtualClock } from '../../github/clock.ts';
import type { Ec2, Ec2Options } from '../open-ec2.ts';
import type { SeededRegion } from '../seeded-region.ts';
import { ec2ClientOf, openTestEc2 } from './open-test-ec2.ts';

export type Scene = {
  readonly ec2: Ec2;
  readonly clock: VirtualClock;
  readonly region: SeededRegion;
  readonly client: EC2Client;
};

export const NOON = Date.UTC(2026, 10, 29, 12);

/** An EC2 whose clock the test moves, a client, and a launch template `pipelines` that calls find already. */
export async function openScene(
  options: Ec2Options = {},
  data: RequestLaunchTemplateData = {},
): Promise<Scene> {
  const clock = new VirtualClock(NOON);
  const ec2 = await openTestEc2({ clock, ...options });
  const region = ec2.region('us-east-1');
  const client = ec2ClientOf(ec2);
  await makeTemplate({ region, client }, data);
  clock.advance(ec2.knobs.tagsAfterMs);
  ec2.requests.clear();
  return { ec2, clock, region, client };
}

async function makeTemplate(
  { region, client }: Pick<Scene, 'region' | 'client'>,
  data: RequestLaunchTemplateData,
): Promise<void> {
  await client.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'pipelines',
      LaunchTemplateData: { ImageId: region.image(), ...data },
    }),
  );
}

/** A fleet of one machine, by the template `pipelines`. */
export function fleetOf(
  region: SeededRegion,
  ClientToken: string,
  {
    market = 'spot',
    types = ['g5.xlarge'],
    zones = 'a',
    count = 1,
    tags = {},
  }: {
    market?: 'spot' | 'on-demand';
    types?: readonly string[];
    zones?: string;
    count?: number;
    tags?: Readonly<Record<string, string>>;
  } = {},
): CreateFleetCommandInput {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    Type: 'instant',
    ClientToken,
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateName: 'pipelines', Version: '$Latest' },
        Overrides: types.flatMap((type) =>
          zones.split('').map((zone) => ({
            InstanceType: type as Instance['InstanceType'],
            SubnetId: region.subnet(zone),
          })),
        ),
      },
    ],
    TargetCapacitySpecification: {
      TotalTargetCapacity: count,
      DefaultTargetCapacityType: market,
    },
    ...(market === 'spot'
      ? { SpotOptions: { AllocationStrategy: 'price-capacity-optimized' } }
      : { OnDemandOptions: { AllocationStrategy: 'lowest-price' } }),
    ...(Tags.length > 0 && {
      TagSpecifications: [
        { ResourceType: 'fleet', Tags },
        { ResourceType: 'instance', Tags },
        { ResourceType: 'volume', Tags },
        { ResourceType: 'network-interface', Tags },
      ],
    }),
  };
}

/** The instances with this tag, as a client finds them. */
export async function instancesTagged(
  client: EC2Client,
  key: string,
  value: string,
): Promise<Instance[]> {
  const found = await client.send(
    new DescribeInstancesCommand({ Filters: [{ Name: `tag:${key}`, Values: [value] }] }),
  );
  return (found.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
}

/** The error that a call of the SDK ends with. */
export async function errorOf(call: Promise<unknown>): Promise<EC2ServiceException> {
  return call.then(
    () => {
      throw new Error('The call went well.');
    },
    (error: EC2ServiceException) => error,
  );
}

/** The name of that error, or `done`. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'done',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}
