import {
  CreateFleetCommand,
  CreateTagsCommand,
  DeleteNetworkInterfaceCommand,
  DeleteVolumeCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSpotPriceHistoryCommand,
  DescribeInstanceTypesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVolumesCommand,
  DescribeVpcEndpointsCommand,
  TerminateInstancesCommand,
  paginateDescribeInstanceTypes,
  paginateDescribeInstances,
  type Instance,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { codeOf, fleetOf, NOON, openScene, type Scene } from '../testing/ec2-scene.ts';
import { ec2ClientOf, openTestEc2 } from '../testing/open-test-ec2.ts';

const MINUTE = 60_000;

async function launched(scene: Scene, market: 'spot' | 'on-demand' = 'spot'): Promise<string> {
  const { client, region, clock, ec2 } = scene;
  const token = `launch-${region.instances().length}`;
  const fleet = await client.send(new CreateFleetCommand(fleetOf(region, token, { market })));
  clock.advance(ec2.knobs.tagsAfterMs);
  return fleet.Instances?.[0]?.InstanceIds?.[0] ?? '';
}

async function describeOne({ client }: Scene, id: string): Promise<Instance | undefined> {
  const found = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return found.Reservations?.[0]?.Instances?.[0];
}

describe('the life of an instance', () => {
  test('pending, running, shutting down for a while, terminated, forgotten', async () => {
    const scene = await openScene();
    const { client, clock, ec2 } = scene;
    const id = await launched(scene);
    const terminate = () => client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect((await describeOne(scene, id))?.State?.Name).toBe('pending');
    clock.advance(ec2.knobs.pendingMs);
    expect((await describeOne(scene, id))?.State?.Name).toBe('running');
    expect((await terminate()).TerminatingInstances).toMatchObject([
      { PreviousState: { Name: 'running' }, CurrentState: { Name: 'shutting-down' } },
    ]);
    clock.advance(ec2.knobs.shuttingDownMs - 1);
    expect(await describeOne(scene, id)).toMatchObject({
      State: { Name: 'shutting-down' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
    });
    clock.advance(1);
    const gone = await describeOne(scene, id);
    expect(gone?.State?.Name).toBe('terminated');
    expect(gone?.PrivateIpAddress).toBeUndefined();
    expect((await terminate()).TerminatingInstances).toMatchObject([
      { PreviousState: { Name: 'terminated' }, CurrentState: { Name: 'terminated' } },
    ]);
    clock.advance(ec2.knobs.forgottenAfterMs);
    expect(await codeOf(describeOne(scene, id))).toBe('InvalidInstanceID.NotFound');
    expect(await codeOf(terminate())).toBe('InvalidInstanceID.NotFound');
  });

  test('the same in one leap as in many steps', async () => {
    const scene = await openScene();
    const id = await launched(scene);
    scene.region.next({ ends: { afterMs: 1, reason: {} } });
    await scene.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    scene.clock.advance(scene.ec2.knobs.shuttingDownMs + scene.ec2.knobs.forgottenAfterMs);
    expect(await codeOf(describeOne(scene, id))).toBe('InvalidInstanceID.NotFound');
  });

  test('one that dies while it is pending, for want of capacity or for an error of its owner', async () => {
    const scene = await openScene();
    const codes = ['Server.InsufficientInstanceCapacity', 'Client.InternalError'];
    for (const Code of codes) {
      scene.region.next({ pendingMs: 30_000, ends: { afterMs: 20_000, reason: { Code } } });
      const id = await launched(scene);
      expect((await describeOne(scene, id))?.State?.Name).toBe('pending');
      scene.clock.advance(20_000);
      expect(await describeOne(scene, id)).toMatchObject({
        State: { Name: 'terminated' },
        StateReason: { Code },
      });
    }
  });

  test('one that is slow, one that runs and never boots, one that is impaired', async () => {
    const scene = await openScene();
    const { client, region, clock } = scene;
    region.next({ pendingMs: 5 * MINUTE, bootMs: 5 * MINUTE });
    region.next({ neverBoots: true });
    const [slow, mute] = [await launched(scene), await launched(scene)];
    const statuses = async () =>
      (await client.send(new DescribeInstanceStatusCommand({}))).InstanceStatuses?.map((status) => [
        status.InstanceId,
        status.InstanceStatus?.Status,
      ]);
    clock.advance(MINUTE);
    expect(await statuses()).toEqual([[mute, 'initializing']]);
    clock.advance(10 * MINUTE);
    expect(await statuses()).toEqual([
      [slow, 'ok'],
      [mute, 'initializing'],
    ]);
    region.instance(slow).impair();
    expect((await statuses())?.[0]).toEqual([slow, 'impaired']);
  });
});

describe('an interruption', () => {
  test('comes two minutes after its notice', async () => {
    const scene = await openScene();
    const id = await launched(scene);
    scene.clock.advance(MINUTE);
    scene.region.instance(id).interrupt();
    scene.clock.advance(2 * MINUTE - 1);
    expect((await describeOne(scene, id))?.State?.Name).toBe('running');
    scene.clock.advance(1);
    expect(await describeOne(scene, id)).toMatchObject({
      State: { Name: 'shutting-down' },
      StateReason: { Code: 'Server.SpotInstanceTermination' },
    });
  });

  test('or without a word, and never to an on-demand machine', async () => {
    const scene = await openScene();
    const spot = await launched(scene);
    scene.region.instance(spot).interrupt({ noticeMs: 0 });
    expect((await describeOne(scene, spot))?.State?.Name).toBe('shutting-down');
    const steady = await launched(scene, 'on-demand');
    expect(() => scene.region.instance(steady).interrupt()).toThrow('is no spot instance');
  });
});

describe('what an instance leaves behind', () => {
  test('volumes and interfaces that were not to go with it', async () => {
    const scene = await openScene(
      {},
      {
        BlockDeviceMappings: [
          { DeviceName: '/dev/sdb', Ebs: { VolumeSize: 500, VolumeType: 'gp3' } },
        ],
        NetworkInterfaces: [{ DeviceIndex: 0, DeleteOnTermination: false }],
      },
    );
    const { client, clock, region } = scene;
    const id = await launched(scene);
    const volumes = async () => (await client.send(new DescribeVolumesCommand({}))).Volumes ?? [];
    const interfaces = async () =>
      (await client.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces ?? [];
    expect(await volumes()).toHaveLength(2);
    const VolumeId = (await volumes()).find(({ Size }) => Size === 500)?.VolumeId ?? '';
    const NetworkInterfaceId = (await interfaces())[0]?.NetworkInterfaceId ?? '';
    const drop = () => client.send(new DeleteVolumeCommand({ VolumeId }));
    const unplug = () => client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    expect(await codeOf(drop())).toBe('VolumeInUse');
    expect(await codeOf(unplug())).toBe('InvalidParameterValue');
    region.instance(id).interrupt({ noticeMs: 0 });
    clock.advance(10 * MINUTE);
    expect(await volumes()).toMatchObject([{ VolumeId, State: 'available' }]);
    expect(await interfaces()).toMatchObject([{ NetworkInterfaceId, Status: 'available' }]);
    await drop();
    await unplug();
    expect([await volumes(), await interfaces()]).toEqual([[], []]);
    expect(await codeOf(drop())).toBe('InvalidVolume.NotFound');
  });
});

test('tags that are added later are shown later still', async () => {
  const scene = await openScene();
  const id = await launched(scene);
  const Tags = [{ Key: 'mlp:hold-until', Value: 'noon' }];
  await scene.client.send(new CreateTagsCommand({ Resources: [id], Tags }));
  expect((await describeOne(scene, id))?.Tags ?? []).toEqual([]);
  scene.clock.advance(scene.ec2.knobs.tagsAfterMs);
  expect((await describeOne(scene, id))?.Tags).toEqual(Tags);
  const nowhere = new CreateTagsCommand({ Resources: ['i-0123456789abcdef0'], Tags });
  expect(await codeOf(scene.client.send(nowhere))).toBe('InvalidInstanceID.NotFound');
});

test('many instances come in pages', async () => {
  const { client, region, clock } = await openScene();
  await client.send(new CreateFleetCommand(fleetOf(region, 'many', { count: 12 })));
  clock.advance(10_000);
  const pages: number[] = [];
  for await (const page of paginateDescribeInstances({ client, pageSize: 5 }, {}))
    pages.push((page.Reservations ?? []).length);
  expect(pages).toEqual([5, 5, 2]);
});

describe('prices and types', () => {
  test('spot prices move, by zone and hour, the same for the same seed', async () => {
    const history = async (seed: number) => {
      const { client, clock } = await openScene({ seed });
      clock.advance(1);
      const answer = await client.send(
        new DescribeSpotPriceHistoryCommand({
          InstanceTypes: ['g5.xlarge'],
          ProductDescriptions: ['Linux/UNIX'],
          StartTime: new Date(NOON - 24 * 60 * MINUTE),
        }),
      );
      return (answer.SpotPriceHistory ?? []).map(
        ({ AvailabilityZone, SpotPrice, Timestamp }) =>
          `${Timestamp?.toISOString() ?? ''} ${AvailabilityZone ?? ''} ${SpotPrice ?? ''}`,
      );
    };
    const [first, again, other] = [await history(1), await history(1), await history(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first.map((line) => line.split(' ')[1])).size).toBe(5);
    expect(new Set(first.map((line) => line.split(' ')[2])).size).toBeGreaterThan(10);
    const times = first.map((line) => line.slice(0, 24));
    expect(times).toEqual(times.toSorted().reverse());
  });

  test('types are told by pages, offerings by zone, a retired type fails the call', async () => {
    const ec2 = await openTestEc2();
    const client = ec2ClientOf(ec2, { region: 'us-west-2' });
    const pages: number[] = [];
    for await (const page of paginateDescribeInstanceTypes({ client, pageSize: 40 }, {}))
      pages.push(page.InstanceTypes?.length ?? 0);
    expect(pages.slice(0, -1)).toEqual([40, 40]);
    const named = await client.send(
      new DescribeInstanceTypesCommand({ InstanceTypes: ['g6.xlarge'] }),
    );
    expect(named.InstanceTypes?.[0]?.GpuInfo?.Gpus?.[0]).toMatchObject({
      Name: 'L4',
      MemoryInfo: { SizeInMiB: 22_888 },
    });
    const retired = new DescribeInstanceTypesCommand({ InstanceTypes: ['p3.2xlarge'] });
    expect(await codeOf(client.send(retired))).toBe('InvalidInstanceType');
    const offerings = await client.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone',
        Filters: [{ Name: 'instance-type', Values: ['g6.*'] }],
      }),
    );
    expect(offerings.InstanceTypeOfferings).toContainEqual({
      InstanceType: 'g6.xlarge',
      Location: 'us-west-2a',
      LocationType: 'availability-zone',
    });
  });
});

test('the way to S3 can be read: subnets, routes, endpoints, groups', async () => {
  const { client, region } = await openScene();
  region.add({
    endpoint: {
      VpcEndpointId: 'vpce-0123456789abcdef0',
      VpcId: region.network.vpcId,
      ServiceName: 'com.amazonaws.us-east-1.s3',
      VpcEndpointType: 'Gateway',
      State: 'Available',
      RouteTableIds: ['rtb-1'],
    },
  });
  const Filters = [{ Name: 'vpc-id', Values: [region.network.vpcId] }];
  const endpoints = await client.send(new DescribeVpcEndpointsCommand({ Filters }));
  expect(endpoints.VpcEndpoints).toMatchObject([{ ServiceName: 'com.amazonaws.us-east-1.s3' }]);
  const tables = await client.send(new DescribeRouteTablesCommand({ Filters }));
  expect(tables.RouteTables?.[0]?.Routes?.map((route) => route.DestinationCidrBlock)).toEqual([
    '172.31.0.0/16',
    '0.0.0.0/0',
  ]);
  const groups = await client.send(new DescribeSecurityGroupsCommand({ Filters }));
  expect(groups.SecurityGroups?.[0]?.IpPermissions ?? []).toEqual([]);
});
