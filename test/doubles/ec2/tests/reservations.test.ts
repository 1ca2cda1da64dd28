import {
  CreateFleetCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type CapacityReservationTarget,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { codeOf, fleetOf, openScene } from '../testing/ec2-scene.ts';

const CR = 'cr-0123456789abcdef0';
const GROUP = 'arn:aws:resource-groups:us-east-1:123456789012:group/training';
const ONE = { type: 'g5.xlarge', zone: 'us-east-1a', machines: 1 };
const FULL = 'ReservationCapacityExceeded';

const targeting = (CapacityReservationTarget: CapacityReservationTarget) =>
  openScene(
    {},
    {
      CapacityReservationSpecification: {
        CapacityReservationPreference: 'capacity-reservations-only',
        CapacityReservationTarget,
      },
    },
  );

/** A fleet on demand by the template of the scene: the id that it gave, or the code that it told. */
async function launched(
  { client, region }: Awaited<ReturnType<typeof openScene>>,
  token: string,
  zones = 'a',
): Promise<string> {
  const input = fleetOf(region, token, { market: 'on-demand', zones });
  const { Instances = [], Errors = [] } = await client.send(new CreateFleetCommand(input));
  return Instances[0]?.InstanceIds?.[0] ?? Errors[0]?.ErrorCode ?? '';
}

test('a machine runs in the reservation that its template names, without room or quota elsewhere', async () => {
  const scene = await targeting({ CapacityReservationId: CR });
  const { region, client, clock, ec2 } = scene;
  region.reserve({ id: CR, ...ONE });
  region.capacity({}, 0);
  region.quota('G', 'on-demand', 0);
  const id = await launched(scene, 'one');
  expect(region.instance(id).reservation).toBe(CR);
  clock.advance(ec2.knobs.visibleAfterMs);
  const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  expect(Reservations?.[0]?.Instances).toMatchObject([{ CapacityReservationId: CR }]);
  expect(await launched(scene, 'two')).toBe(FULL);
  expect(await launched(scene, 'elsewhere', 'b')).toBe(FULL);
  await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  clock.advance(ec2.knobs.shuttingDownMs);
  expect(await launched(scene, 'three')).toMatch(/^i-/);
});

test('a reservation that is not there fails whatever names it', async () => {
  const scene = await targeting({ CapacityReservationId: CR });
  expect(await launched(scene, 'one')).toBe('InvalidCapacityReservationId.NotFound');
});

test('a group has room where one of its reservations has', async () => {
  const scene = await targeting({ CapacityReservationResourceGroupArn: GROUP });
  scene.region.reserve({ id: CR, ...ONE, group: GROUP });
  expect(await launched(scene, 'one')).toMatch(/^i-/);
  expect(await launched(scene, 'two')).toBe(FULL);
});

test('machines that name none run in one that is open, and in no other; spot in none', async () => {
  const scene = await openScene();
  const { region, client } = scene;
  region.reserve({ id: CR, ...ONE });
  region.capacity({ market: 'on-demand' }, 0);
  expect(await launched(scene, 'one')).toBe('InsufficientInstanceCapacity');
  region.reserve({ id: 'cr-0fedcba9876543210', ...ONE, isOpen: true });
  const request = {
    LaunchTemplate: { LaunchTemplateName: 'pipelines' },
    InstanceType: 'g5.xlarge',
    SubnetId: region.subnet('a'),
    MinCount: 1,
    MaxCount: 1,
  } as const;
  const none = { CapacityReservationPreference: 'none' } as const;
  expect(
    await codeOf(
      client.send(new RunInstancesCommand({ ...request, CapacityReservationSpecification: none })),
    ),
  ).toBe('InsufficientInstanceCapacity');
  const id = await launched(scene, 'two');
  expect(region.instance(id).reservation).toBe('cr-0fedcba9876543210');
  const spot = await client.send(new CreateFleetCommand(fleetOf(region, 'spot')));
  const { reservation } = region.instance(spot.Instances?.[0]?.InstanceIds?.[0]);
  expect(reservation).toBeNull();
});

test('a Capacity Block is to be named: there is no other room of its market', async () => {
  const market = { InstanceMarketOptions: { MarketType: 'capacity-block' } } as const;
  const { region, client } = await openScene({}, market);
  const { OnDemandOptions: _, ...fleet } = fleetOf(region, 'one', { market: 'on-demand' });
  const { Instances = [], Errors = [] } = await client.send(
    new CreateFleetCommand({
      ...fleet,
      TargetCapacitySpecification: {
        TotalTargetCapacity: 1,
        DefaultTargetCapacityType: 'capacity-block',
      },
    }),
  );
  expect(Instances).toEqual([]);
  expect(Errors[0]?.ErrorCode).toBe('InsufficientInstanceCapacity');
});
