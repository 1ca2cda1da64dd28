import { describe, expect, test } from 'vitest';
import { consoleOf, endInstances } from '../../runner-provisioner/aws/end-instances.ts';
import { launch, type LaunchSite } from '../../runner-provisioner/aws/launch-instance.ts';
import { listInstances } from '../../runner-provisioner/aws/list-instances.ts';
import { readTypes } from '../../runner-provisioner/aws/region/read-types.ts';
import type { FamilyPool, Market } from '../../runner-provisioner/machine/machine.ts';
import type { LaunchOrder } from '../../runner-provisioner/machine/launch-order.ts';
import { openScene, NOON, type Scene } from '../doubles/ec2/testing/ec2-scene.ts';

const GIB = 2 ** 30;
const pool = (zone: string, market: Market, type = 'g5.xlarge'): FamilyPool => ({
  region: 'us-east-1',
  type,
  zone: `us-east-1${zone}`,
  market,
  family: 'G and VT',
});

function orderOf(token: string, pools: readonly FamilyPool[]): LaunchOrder {
  return {
    machine: 'mlp-01',
    attempt: { run: 'r1', key: 'train', attempt: 1 },
    name: 'acme/churn churn/train',
    token,
    rung: { region: 'us-east-1', market: pools[0]?.market ?? 'spot', pools },
    asked: {
      gpu: { models: [], count: 1, memoryBytes: null },
      cpu: null,
      memoryBytes: null,
      diskBytes: 200 * GIB,
      arch: null,
      spot: 'prefer',
      maxPrice: null,
      capacityTimeoutMs: 0,
      lifeMs: 0,
    },
    expiresAt: NOON + 3_600_000,
    trust: 'trusted',
    tags: { 'cost-center': 'ml' },
  };
}

function siteOf({ client, region }: Scene): LaunchSite {
  return {
    client,
    region: 'us-east-1',
    controller: 'c1',
    template: { name: 'pipelines', version: '$Latest' },
    subnets: new Map(['a', 'b'].map((zone) => [`us-east-1${zone}`, region.subnet(zone)])),
    imageOf: () => ({
      id: region.image(),
      arch: 'x86_64',
      rootDevice: '/dev/sda1',
      diskGib: 8,
      createdAt: NOON,
    }),
    priceOf: () => 1.006,
    diskPriceOf: () => ({ size: 0.01, iops: 0, throughput: 0 }),
  };
}

describe('asking EC2 for a machine', () => {
  test('gives one with its tags, disk and end, and the same once more for the same token', async () => {
    const scene = await openScene();
    const site = siteOf(scene);
    const order = orderOf('mlp-01-1', [pool('a', 'spot'), pool('b', 'spot')]);
    const first = await launch(site, order);
    expect(first).toMatchObject({
      type: 'launched',
      instance: { region: 'us-east-1', type: 'g5.xlarge', market: 'spot', usdHour: 1.006 },
    });
    expect(await launch(site, order)).toEqual(first);
    scene.clock.advance(scene.ec2.knobs.tagsAfterMs);
    const where = { controller: 'c1', region: 'us-east-1' };
    const seen = await listInstances(scene.client, where);
    expect(seen).toMatchObject([
      {
        machine: 'mlp-01',
        attempt: 'r1:train:1',
        launchedAt: expect.any(Number),
        expiresAt: NOON + 3_600_000,
        heldUntil: null,
        pool: { type: 'g5.xlarge', market: 'spot' },
      },
    ]);
    expect(await listInstances(scene.client, { ...where, controller: 'another' })).toEqual([]);
    expect(await listInstances(scene.client, { ...where, controller: null })).toHaveLength(1);
  });

  test('tells what each pool said when none has room', async () => {
    const scene = await openScene();
    scene.region.capacity({ market: 'on-demand' }, 0);
    const pools = [pool('a', 'on-demand'), pool('b', 'on-demand')];
    const answer = await launch(siteOf(scene), orderOf('mlp-01-2', pools));
    const told = answer.type === 'refused' ? answer.errors : [];
    expect(
      told
        .flatMap(({ pools: those }) => those)
        .map(({ zone }) => zone)
        .sort(),
    ).toEqual(['us-east-1a', 'us-east-1b']);
    expect(new Set(told.map(({ error }) => error.code))).toEqual(
      new Set(['InsufficientInstanceCapacity']),
    );
  });

  test('is lost where nobody knows, and refused where EC2 did nothing', async () => {
    const scene = await openScene();
    const site = siteOf(scene);
    const spot = [pool('a', 'spot')];
    scene.ec2.faults.rule({ operationId: 'CreateFleet', fault: { kind: 'reset-after' }, times: 1 });
    expect(await launch(site, orderOf('mlp-01-3', spot))).toEqual({ type: 'lost' });
    scene.clock.advance(scene.ec2.knobs.tagsAfterMs);
    const where = { controller: 'c1', region: 'us-east-1' };
    expect(await listInstances(scene.client, where)).toHaveLength(1);
  });
});

test('machines are ended, known or not, and what one printed is read', async () => {
  const scene = await openScene();
  const answer = await launch(siteOf(scene), orderOf('mlp-01-4', [pool('a', 'on-demand')]));
  const id = answer.type === 'launched' ? answer.instance.id : '';
  scene.clock.advance(scene.ec2.knobs.tagsAfterMs);
  expect(await consoleOf(scene.client, 'i-00000000000000000')).toBeNull();
  await endInstances(scene.client, ['i-00000000000000000', id]);
  const where = { controller: 'c1', region: 'us-east-1' };
  const [ended] = await listInstances(scene.client, where);
  expect(ended?.state).toBe('shutting-down');
});

test('types are read with the zones that offer them', async () => {
  const { client } = await openScene();
  const zones = ['us-east-1a', 'us-east-1b'];
  const types = await readTypes(client, {
    region: 'us-east-1',
    zones,
    imageOf: () => ({ noImage: null, imageAt: null }),
  });
  const g5 = types.find(({ name }) => name === 'g5.xlarge');
  expect(g5).toMatchObject({
    cpus: 4,
    gpu: { model: 'A10G', count: 1, share: 1 },
    arch: ['x86_64'],
  });
  expect(g5?.gpu?.memoryBytes).toBe(22_888 * 2 ** 20);
  expect(g5?.zones.every((zone) => zones.includes(zone))).toBe(true);
});
