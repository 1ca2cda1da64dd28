import { priceShelf } from '../support/price-shelf.ts';
import {
  DescribeImagesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openSky } from '../../runner-provisioner/aws/open-sky.ts';
import type { LaunchOrder } from '../../runner-provisioner/machine/launch-order.ts';
import type { MachineRequest } from '../../runner-provisioner/machine/machine.ts';
import type { RegionSettings } from '../../runner-provisioner/sky-settings.ts';
import { NO_MACHINE_LIMITS } from '../../runner-provisioner/types/machine-limits.ts';
import { openMoto } from '../doubles/ec2/testing/open-moto.ts';

const ASKED: MachineRequest = {
  gpu: { models: ['a10g'], count: 1, memoryBytes: null },
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: 'prefer',
  maxPrice: null,
  capacityTimeoutMs: 0,
  lifeMs: 0,
};

/** moto knows none of the images that are looked for: one of its own is named. */
async function settingsOf(client: EC2Client): Promise<RegionSettings> {
  const { Subnets: [subnet] = [] } = await client.send(new DescribeSubnetsCommand({}));
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({}));
  const { Images = [] } = await client.send(new DescribeImagesCommand({}));
  const group = SecurityGroups.find(({ VpcId }) => VpcId === subnet?.VpcId);
  return {
    name: 'us-east-1',
    subnets: [subnet?.SubnetId ?? ''],
    securityGroup: group?.GroupId ?? '',
    instanceProfile: null,
    image: Images.find(({ Architecture }) => Architecture === 'x86_64')?.ImageId ?? '',
  };
}

// Another stand-in, by others, with all 1,400 types of EC2; what it loses is asserted on the requests (open-sky).
test('a machine on moto is chosen, launched by the template, found by its tags and ended', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_EC2', await openMoto());
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
  onTestFinished(() => void vi.unstubAllEnvs());
  const client = new EC2Client({ region: 'us-east-1' });
  onTestFinished(() => client.destroy());
  const settings = { regions: [await settingsOf(client)], types: [], tags: {}, pricing: PRICING };
  const warn = (message: string) => expect.unreachable(message);
  const now = Date.now();
  const pause = () => expect.unreachable('Moto shows what it made at once.');
  const about = {
    controller: 'c1',
    appUrl: 'https://mlp.example.com',
    certificates: {},
    former: [],
    shelf: priceShelf(),
  };
  const sky = await openSky(settings, { ...about, now, pause, warn });
  onTestFinished(() => sky.close());
  expect(sky.account).toBe('123456789012');
  const [candidate] = sky.choose(ASKED, NO_MACHINE_LIMITS).candidates;
  expect(candidate).toMatchObject({ type: 'g5.xlarge', facts: { usdHour: { onDemand: 1.006 } } });
  const { type = '', zones: [zone = ''] = [], family = '' } = candidate ?? {};
  const pools = [{ region: 'us-east-1', type, zone, market: 'spot', family } as const];
  const order: LaunchOrder = {
    machine: 'mlp-01',
    attempt: { run: 'r1', key: 'train', attempt: 1 },
    name: 'acme/churn churn/train',
    token: 'mlp-01-1',
    rung: { region: 'us-east-1', market: 'spot', pools },
    asked: ASKED,
    expiresAt: now,
    trust: 'trusted',
    tags: {},
  };
  expect(await sky.launch(order)).toMatchObject({ type: 'launched', instance: { type, zone } });
  const { instances: seen } = await sky.list();
  expect(seen).toMatchObject([{ machine: 'mlp-01', attempt: 'r1:train:1', pool: { type } }]);
  await sky.end(seen);
  expect((await sky.list()).instances).toMatchObject([{ state: 'terminated' }]);
});

/** Moto has prices of its own, which nobody asks for here. */
const PRICING = {
  discount: 1,
  lists: {
    'us-east-1': {
      at: Date.now(),
      onDemand: { 'g5.xlarge': 1.006 },
      gp3: { gibMonth: 0.08, iopsMonth: null, mibpsMonth: null },
    },
  },
};
