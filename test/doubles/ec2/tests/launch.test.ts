import {
  CreateFleetCommand,
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeVolumesCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { codeOf, fleetOf, instancesTagged, openScene } from '../testing/ec2-scene.ts';

describe('one machine', () => {
  test('a fleet launches what the template says, where the override says', async () => {
    const { client, region, clock, ec2 } = await openScene(
      {},
      {
        InstanceInitiatedShutdownBehavior: 'terminate',
        MetadataOptions: { HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
        BlockDeviceMappings: [
          { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 120, Encrypted: true, VolumeType: 'gp3' } },
        ],
      },
    );
    const fleet = await client.send(
      new CreateFleetCommand(fleetOf(region, 'one', { tags: { 'mlp:attempt': 'a1' } })),
    );
    expect(fleet.Errors).toEqual([]);
    expect(fleet.Instances).toMatchObject([{ InstanceType: 'g5.xlarge', Lifecycle: 'spot' }]);
    clock.advance(ec2.knobs.tagsAfterMs);
    const [instance] = await instancesTagged(client, 'mlp:attempt', 'a1');
    expect(instance).toMatchObject({
      InstanceId: fleet.Instances?.[0]?.InstanceIds?.[0],
      InstanceType: 'g5.xlarge',
      InstanceLifecycle: 'spot',
      State: { Name: 'pending', Code: 0 },
      SubnetId: region.subnet('a'),
      MetadataOptions: { HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
    });
    const volumes = await client.send(new DescribeVolumesCommand({}));
    expect(volumes.Volumes).toMatchObject([{ Size: 120, Encrypted: true, VolumeType: 'gp3' }]);
    expect(volumes.Volumes?.[0]?.Tags).toEqual([{ Key: 'mlp:attempt', Value: 'a1' }]);
    clock.advance(ec2.knobs.pendingMs);
    expect((await instancesTagged(client, 'mlp:attempt', 'a1'))[0]?.State?.Name).toBe('running');
    expect(ec2.requests.outcomes('CreateFleet')).toEqual(['done']);
    expect(ec2.requests.of('CreateFleet')[0]?.input).toMatchObject({ ClientToken: 'one' });
  });

  test('RunInstances does the same without a fleet', async () => {
    const { client, region } = await openScene();
    const reservation = await client.send(
      new RunInstancesCommand({
        LaunchTemplate: { LaunchTemplateName: 'pipelines' },
        InstanceType: 'c7i.large',
        SubnetId: region.subnet('b'),
        MinCount: 1,
        MaxCount: 1,
        InstanceMarketOptions: { MarketType: 'spot' },
      }),
    );
    expect(reservation.Instances).toMatchObject([
      { InstanceType: 'c7i.large', InstanceLifecycle: 'spot', State: { Name: 'pending' } },
    ]);
  });
});

describe('a client token', () => {
  test('gets the same answer again, and no second machine', async () => {
    const { client, region, ec2 } = await openScene();
    const first = await client.send(new CreateFleetCommand(fleetOf(region, 'same')));
    const again = await client.send(new CreateFleetCommand(fleetOf(region, 'same')));
    expect(again.FleetId).toBe(first.FleetId);
    expect(again.Instances).toEqual(first.Instances);
    expect(region.instances()).toHaveLength(1);
    expect(ec2.requests.outcomes('CreateFleet')).toEqual(['done', 'replayed']);
  });

  test('is refused with other parameters, as on the next rung of a ladder', async () => {
    const { client, region } = await openScene();
    await client.send(new CreateFleetCommand(fleetOf(region, 'rung')));
    const next = fleetOf(region, 'rung', { market: 'on-demand' });
    expect(await codeOf(client.send(new CreateFleetCommand(next)))).toBe(
      'IdempotentParameterMismatch',
    );
  });

  test('is a new one each time where the caller has none, which buys a second machine', async () => {
    const { client, region } = await openScene();
    const { ClientToken: _, ...tokenless } = fleetOf(region, '');
    await client.send(new CreateFleetCommand(tokenless));
    await client.send(new CreateFleetCommand(tokenless));
    expect(region.instances()).toHaveLength(2);
  });

  test('may be answered without the instances: nothing is promised about them', async () => {
    const { client, region } = await openScene({ knobs: { fleetReplay: 'without-instances' } });
    const first = await client.send(new CreateFleetCommand(fleetOf(region, 'same')));
    const again = await client.send(new CreateFleetCommand(fleetOf(region, 'same')));
    expect(again).toMatchObject({ FleetId: first.FleetId, Instances: [] });
  });
});

describe('capacity', () => {
  test('that is short in one zone is an error of its override, beside the instance of another', async () => {
    const { client, region } = await openScene();
    region.spotPrice('g5.xlarge', 'us-east-1a', 0.1);
    region.spotPrice('g5.xlarge', 'us-east-1b', 0.2);
    region.capacity({ type: 'g5.xlarge', zone: 'us-east-1a', market: 'spot' }, 0);
    const fleet = await client.send(
      new CreateFleetCommand(fleetOf(region, 'two', { zones: 'ab' })),
    );
    expect(fleet.Errors).toMatchObject([
      {
        ErrorCode: 'InsufficientInstanceCapacity',
        Lifecycle: 'spot',
        LaunchTemplateAndOverrides: { Overrides: { SubnetId: region.subnet('a') } },
      },
    ]);
    expect(fleet.Instances).toHaveLength(1);
    expect(region.instances()).toHaveLength(1);
  });

  test('that is short everywhere leaves errors and no instance', async () => {
    const { client, region } = await openScene();
    region.capacity({ market: 'spot' }, 0);
    const fleet = await client.send(
      new CreateFleetCommand(fleetOf(region, 'none', { zones: 'ab' })),
    );
    expect(fleet.Instances).toEqual([]);
    expect(fleet.Errors).toHaveLength(2);
  });

  test('for some of the machines makes a partial fleet', async () => {
    const { client, region } = await openScene();
    region.capacity({ type: 'g5.xlarge' }, 2);
    const fleet = await client.send(new CreateFleetCommand(fleetOf(region, 'part', { count: 3 })));
    expect(fleet.Instances?.[0]?.InstanceIds).toHaveLength(2);
    expect(fleet.Errors).toHaveLength(1);
  });

  test('comes back when a machine is terminated, not while it shuts down', async () => {
    const { client, region, clock, ec2 } = await openScene();
    region.capacity({ type: 'g5.xlarge' }, 1);
    const launch = async (token: string) =>
      (await client.send(new CreateFleetCommand(fleetOf(region, token)))).Instances?.length;
    expect(await launch('1')).toBe(1);
    clock.advance(10_000);
    const [machine] = region.instances();
    await client.send(new TerminateInstancesCommand({ InstanceIds: [machine?.id ?? ''] }));
    expect(await launch('2')).toBe(0);
    clock.advance(ec2.knobs.shuttingDownMs);
    expect(await launch('3')).toBe(1);
  });

  test('may be denied by an answer whose instance is there all the same', async () => {
    const { client, region, clock } = await openScene();
    region.orphanNextFleet();
    const fleet = await client.send(
      new CreateFleetCommand(fleetOf(region, 'lost', { tags: { 'mlp:attempt': 'a1' } })),
    );
    expect(fleet.Instances).toEqual([]);
    expect(fleet.Errors).toMatchObject([{ ErrorCode: 'InsufficientInstanceCapacity' }]);
    clock.advance(10_000);
    expect(await instancesTagged(client, 'mlp:attempt', 'a1')).toHaveLength(1);
  });

  test('is thrown by RunInstances, which has no other way to say it', async () => {
    const { client, region } = await openScene();
    region.capacity({ type: 'g5.xlarge' }, 0);
    const run = new RunInstancesCommand({
      LaunchTemplate: { LaunchTemplateName: 'pipelines' },
      InstanceType: 'g5.xlarge',
      SubnetId: region.subnet('a'),
      MinCount: 1,
      MaxCount: 1,
    });
    expect(await codeOf(client.send(run))).toBe('InsufficientInstanceCapacity');
  });
});

test.each([
  ['on-demand', 'VcpuLimitExceeded'],
  ['spot', 'MaxSpotInstanceCountExceeded'],
] as const)('a quota of %s machines comes inside the errors, as %s', async (market, code) => {
  const { client, region } = await openScene();
  region.quota('G', market, 4);
  const launch = (token: string, types: string[]) =>
    client.send(new CreateFleetCommand(fleetOf(region, token, { market, types })));
  expect((await launch('fits', ['g5.xlarge'])).Instances).toHaveLength(1);
  const over = await launch('over', ['g6.xlarge']);
  expect(over).toMatchObject({ Instances: [], Errors: [{ ErrorCode: code }] });
  expect((await launch('other', ['c7i.large'])).Instances).toHaveLength(1);
});

describe('what a pool cannot do', () => {
  test('a type that its zone lacks', async () => {
    const { client, region } = await openScene();
    const fleet = await client.send(new CreateFleetCommand(fleetOf(region, 'e', { zones: 'c' })));
    expect(fleet.Errors).toMatchObject([{ ErrorCode: 'InvalidFleetConfiguration' }]);
  });

  test('a price below the market, an image of another architecture, a subnet without addresses', async () => {
    const { client, region } = await openScene();
    region.spotPrice('g5.xlarge', 'us-east-1a', 0.5);
    const errorOf = async (token: string, override: object, types = ['g5.xlarge']) => {
      const input = fleetOf(region, token, { types });
      Object.assign(input.LaunchTemplateConfigs?.[0]?.Overrides?.[0] ?? {}, override);
      return (await client.send(new CreateFleetCommand(input))).Errors?.[0]?.ErrorCode;
    };
    expect(await errorOf('1', { MaxPrice: '0.3' })).toBe('SpotMaxPriceTooLow');
    expect(await errorOf('2', { ImageId: region.image('arm64') })).toBe('InvalidParameterValue');
    expect(await errorOf('3', { SubnetId: 'subnet-ffffffff' })).toBe('InvalidSubnetID.NotFound');
    expect(await errorOf('4', { ImageId: 'ami-0123456789abcdef0' })).toBe('InvalidAMIID.NotFound');
    const subnet = region.network.subnets[0];
    if (subnet !== undefined) subnet.AvailableIpAddressCount = 0;
    expect(await errorOf('5', {})).toBe('InsufficientFreeAddressesInSubnet');
  });

  test('a region that is still being verified', async () => {
    const { client, region } = await openScene();
    region.verifying(true);
    const fleet = await client.send(new CreateFleetCommand(fleetOf(region, 'v')));
    expect(fleet.Errors).toMatchObject([{ ErrorCode: 'PendingVerification' }]);
    region.verifying(false);
    const later = await client.send(new CreateFleetCommand(fleetOf(region, 'w')));
    expect(later.Instances).toHaveLength(1);
  });
});

describe('eventual consistency', () => {
  test('what was just made is not found, and shows its tags later than itself', async () => {
    const { client, region, clock, ec2 } = await openScene();
    const fleet = await client.send(
      new CreateFleetCommand(fleetOf(region, 'new', { tags: { 'mlp:attempt': 'a1' } })),
    );
    const InstanceIds = fleet.Instances?.[0]?.InstanceIds ?? [];
    const describeIt = () => client.send(new DescribeInstancesCommand({ InstanceIds }));
    const terminateIt = () => client.send(new TerminateInstancesCommand({ InstanceIds }));
    expect(await codeOf(describeIt())).toBe('InvalidInstanceID.NotFound');
    expect(await codeOf(terminateIt())).toBe('InvalidInstanceID.NotFound');
    clock.advance(ec2.knobs.visibleAfterMs);
    expect((await describeIt()).Reservations?.[0]?.Instances?.[0]?.Tags ?? []).toEqual([]);
    expect(await instancesTagged(client, 'mlp:attempt', 'a1')).toEqual([]);
    clock.advance(ec2.knobs.tagsAfterMs);
    expect(await instancesTagged(client, 'mlp:attempt', 'a1')).toHaveLength(1);
  });
});

test('a spot instance has a request, which says how it went', async () => {
  const { client, region, clock } = await openScene();
  await client.send(new CreateFleetCommand(fleetOf(region, 'spot')));
  clock.advance(10_000);
  const describe = async () =>
    (await client.send(new DescribeSpotInstanceRequestsCommand({}))).SpotInstanceRequests;
  expect(await describe()).toMatchObject([{ State: 'active', Status: { Code: 'fulfilled' } }]);
  region.instances()[0]?.interrupt({ noticeMs: 0 });
  clock.advance(600_000);
  expect(await describe()).toMatchObject([
    { State: 'closed', Status: { Code: 'instance-terminated-no-capacity' } },
  ]);
});
