import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { userDataFor } from '../../runner-provisioner/aws/user-data.ts';
import type { Sky } from '../../runner-provisioner/sky.ts';
import { whyNone } from '../../runner-provisioner/types/why-none.ts';
import { NO_MACHINE_LIMITS } from '../../runner-provisioner/types/machine-limits.ts';
import { NOON } from '../doubles/ec2/testing/ec2-scene.ts';
import { openSkyScene } from './open-test-sky.ts';
import {
  HOUR,
  DAY,
  DENIED,
  GPU,
  ASKED,
  firstRung,
  orderOf,
  sent,
  overridesOf,
} from './sky-orders.ts';

describe('opening', () => {
  test('makes one launch template a region, that says what all machines have in common', async () => {
    const { ec2, clock, region, open } = await openSkyScene();
    const profile = region('us-east-1', { instanceProfile: 'debug' });
    const tags = { 'cost-center': 'ml' };
    const sky = await open({ regions: [profile, region('us-west-2')], tags });
    expect(sky.account).toBe('123456789012');
    const [east] = sent(ec2, 'CreateLaunchTemplate');
    expect(east).toMatchObject({
      LaunchTemplateName: expect.stringMatching(/^mlp-controll-[0-9a-f]{16}$/),
      TagSpecifications: [
        {
          ResourceType: 'launch-template',
          Tags: [
            { Key: 'cost-center', Value: 'ml' },
            { Key: 'mlp:controller', Value: 'controller-1' },
          ],
        },
      ],
    });
    const userData = userDataFor('https://mlp.example.com');
    expect(userData).toContain("readonly APP='https://mlp.example.com'\n");
    const { LaunchTemplateData: data } = east ?? {};
    expect(data).toEqual({
      UserData: Buffer.from(userData).toString('base64'),
      SecurityGroupIds: [profile.securityGroup],
      IamInstanceProfile: { Name: 'debug' },
      InstanceInitiatedShutdownBehavior: 'terminate',
      MetadataOptions: {
        HttpEndpoint: 'enabled',
        HttpTokens: 'required',
        HttpPutResponseHopLimit: 1,
        InstanceMetadataTags: 'enabled',
      },
      EbsOptimized: true,
    });
    clock.advance(ec2.knobs.tagsAfterMs);
    await open({ regions: [profile, region('us-west-2')] });
    expect(ec2.requests.outcomes('CreateLaunchTemplate')).toEqual(['done', 'done']);
  });

  test('adopts the template that another replica made at the same time', async () => {
    const { ec2, open } = await openSkyScene({ knobs: { visibleAfterMs: 0, tagsAfterMs: 0 } });
    const skies = await Promise.all([open({}), open({})]);
    expect(skies.map(({ account }) => account)).toEqual(['123456789012', '123456789012']);
    const outcomes = ec2.requests.outcomes('CreateLaunchTemplate');
    expect(outcomes.filter((each) => each === 'done')).toHaveLength(1);
    await open({}, "https://mlp.example.com/it's");
    expect(ec2.requests.outcomes('CreateLaunchTemplate').at(-1)).toBe('done');
  });

  test.each([
    [
      'a subnet that is not there',
      { subnets: ['subnet-00000000'] },
      /^EC2 in us-east-1 did not do it \(InvalidSubnetID\.NotFound\): /,
    ],
    [
      'a security group that is not there',
      { securityGroup: 'sg-00000000' },
      /InvalidGroup\.NotFound/,
    ],
    ['an image that is not there', { image: 'ami-00000000' }, /InvalidAMIID\.NotFound/],
  ])('is refused for %s', async (_, part, sentence) => {
    const { region, open } = await openSkyScene();
    await expect(open({ regions: [region('us-east-1', part)] })).rejects.toThrow(sentence);
  });

  test('is refused for two subnets in a zone, and for a group of another network', async () => {
    const { ec2, region, open } = await openSkyScene();
    const there = ec2.region('us-east-1');
    const [first] = there.network.subnets;
    there.add({ subnet: { ...first, SubnetId: 'subnet-0a1b2c3d', DefaultForAz: false } });
    const twice = region('us-east-1', { subnets: [there.subnet('a'), 'subnet-0a1b2c3d'] });
    await expect(open({ regions: [twice] })).rejects.toThrow(/are both in us-east-1a\. Name one/);
    there.add({ group: { GroupId: 'sg-0a1b2c3d', VpcId: 'vpc-0a1b2c3d' } });
    const elsewhere = region('us-east-1', { securityGroup: 'sg-0a1b2c3d' });
    await expect(open({ regions: [elsewhere] })).rejects.toThrow(/Name those of one VPC/);
  });
});

describe('choosing', () => {
  test('goes by region as configured, then by price, with the prices of the moment', async () => {
    const { ec2, region, open } = await openSkyScene();
    ec2.region('us-west-2').spotPrice('g5.xlarge', 'us-west-2a', 0.41);
    ec2.region('us-west-2').spotPrice('g5.xlarge', 'us-west-2b', 0.39);
    const sky = await open({ regions: [region('us-west-2'), region('us-east-1')] });
    const { candidates, fellOut } = sky.choose(ASKED, NO_MACHINE_LIMITS);
    expect(candidates[0]).toMatchObject({
      region: 'us-west-2',
      type: 'g5.xlarge',
      zones: ['us-west-2a', 'us-west-2b'],
      family: 'G and VT',
      facts: { usdHour: { onDemand: 1.006, spot: 0.39 } },
    });
    expect([...new Set(candidates.map((each) => each.region))]).toEqual(['us-west-2', 'us-east-1']);
    const whyNot = (name: string) => fellOut.find(({ type }) => type === name)?.why;
    expect(whyNot('trn1.2xlarge')).toBeUndefined();
    expect(whyNot('c7i.large')).toBe('no GPU');
  });

  test('stays within the operator’s types and the policy’s types and regions', async () => {
    const { region, open } = await openSkyScene();
    const regions = [region('us-east-1'), region('us-west-2')];
    const sky = await open({ regions, types: ['g5.*', 'g7e.*'] });
    const asked = { ...ASKED, gpu: { ...GPU, models: [] } };
    const limits = { types: ['*.xlarge', 'g7e.*'], regions: ['us-west-2'], imagesSince: null };
    const { candidates, fellOut } = sky.choose(asked, limits);
    expect(candidates.map((each) => `${each.region} ${each.type}`)).toEqual([
      'us-west-2 g5.xlarge',
    ]);
    const reasons = fellOut
      .filter(({ type }) => ['g5.xlarge', 'g6.xlarge', 'g5.2xlarge', 'g7e.2xlarge'].includes(type))
      .map(({ region: name, type, why }) => `${name} ${type}: ${why}`);
    expect(reasons).toEqual(
      expect.arrayContaining([
        'us-east-1 g5.xlarge: us-east-1 is not among `machines.regions` of the policy',
        'us-west-2 g5.2xlarge: not among `machines.types` of the policy',
        'us-west-2 g6.xlarge: not among the types that the app may start',
        'us-west-2 g7e.2xlarge: the image of AWS with drivers does not say that it serves g7e',
      ]),
    );
  });

  test('starts from no image older than the policy allows, the operator’s neither, and says why', async () => {
    const { ec2, region, open } = await openSkyScene();
    const named = ec2
      .region('us-west-2')
      .network.images.find(
        ({ Name, Architecture }) =>
          Name?.endsWith('20261020') === true && Architecture === 'x86_64',
      );
    const regions = [region('us-east-1'), region('us-west-2', { image: named?.ImageId ?? '' })];
    const sky = await open({ regions });
    const since = (days: number) => ({ ...NO_MACHINE_LIMITS, imagesSince: NOON - days * DAY });
    const places = (choice: ReturnType<Sky['choose']>) =>
      new Set(choice.candidates.map((each) => each.region));
    expect(places(sky.choose(ASKED, since(50)))).toEqual(new Set(['us-east-1', 'us-west-2']));
    expect(places(sky.choose(ASKED, since(30)))).toEqual(new Set(['us-east-1']));
    const none = sky.choose(ASKED, since(2));
    expect(none.candidates).toEqual([]);
    expect(whyNone(none)).toMatch(
      /^No machine is started from an image of that age: g5\.\w+ in us-east-1 would do, but its image is of 2026-11-24, older than `machines\.ami-max-age`/,
    );
    expect(whyNone(sky.choose({ ...ASKED, cpu: 5000 }, since(2)))).toBeNull();
  });

  test('takes an image of the operator’s for all types of its architecture', async () => {
    const { ec2, region, open } = await openSkyScene();
    const image = ec2.region('us-east-1').image('arm64');
    const sky = await open({ regions: [region('us-east-1', { image })] });
    expect(() => firstRung(sky)).toThrow('Nothing fits.');
    const asked = { ...ASKED, gpu: null, arch: 'arm64' as const };
    await sky.launch(orderOf(firstRung(sky, asked), 't1', asked));
    expect(new Set(overridesOf(ec2).map(({ ImageId }) => ImageId))).toEqual(new Set([image]));
  });
});

describe('launching', () => {
  test('asks one region with the newest image that serves the type, a disk and tags', async () => {
    const { ec2, clock, region, open } = await openSkyScene();
    const sky = await open({
      regions: [region('us-west-2')],
      tags: { 'cost-center': 'ml', pipeline: 'any' },
    });
    clock.advance(ec2.knobs.tagsAfterMs);
    const there = ec2.region('us-west-2');
    const answer = await sky.launch(orderOf(firstRung(sky), 'mlp-01-1'));
    expect(answer).toMatchObject({
      type: 'launched',
      instance: { region: 'us-west-2', market: 'spot', usdHour: expect.any(Number) },
    });
    const image = there.network.images.find(({ Name }) =>
      Name?.startsWith('Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 24.04) 20261124'),
    );
    const [fleet] = sent(ec2, 'CreateFleet');
    expect(fleet).toMatchObject({
      ClientToken: 'mlp-01-1',
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: {
            LaunchTemplateName: expect.stringMatching(/^mlp-controll-/),
            Version: '1',
          },
        },
      ],
    });
    const override = overridesOf(ec2).find(
      ({ InstanceType, SubnetId }) =>
        InstanceType === 'g5.xlarge' && SubnetId === there.subnet('a'),
    );
    const Ebs = { VolumeSize: 100, VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true };
    expect(override).toMatchObject({
      ImageId: image?.ImageId,
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs }],
    });
    const [instance] = there.instances();
    expect(instance?.tags).toMatchObject({
      'cost-center': 'ml',
      pipeline: 'churn',
      'mlp:controller': 'controller-1',
      'mlp:machine': 'mlp-01',
    });
  });

  test('never asks for a disk smaller than the image', async () => {
    const { ec2, clock, open } = await openSkyScene();
    const sky = await open({});
    clock.advance(ec2.knobs.tagsAfterMs);
    const asked = { ...ASKED, diskBytes: 20 * 2 ** 30 };
    expect(await sky.launch(orderOf(firstRung(sky), 't', asked))).toMatchObject({
      type: 'launched',
    });
    const sizes = overridesOf(ec2).flatMap(({ BlockDeviceMappings: disks = [] }) =>
      disks.map(({ Ebs }) => Ebs?.VolumeSize),
    );
    expect(new Set(sizes)).toEqual(new Set([75]));
  });

  test('is refused where the app starts none, and makes a template anew that somebody removed', async () => {
    const { ec2, clock, warnings, open } = await openSkyScene();
    const sky = await open({});
    const rung = firstRung(sky);
    const elsewhere = await sky.launch(orderOf({ ...rung, region: 'eu-central-1' }, 't1'));
    expect(elsewhere).toMatchObject({ type: 'refused', errors: [{ error: { code: 'NoRegion' } }] });
    // EC2 does not show it yet: as good as removed.
    const early = await sky.launch(orderOf(rung, 't2'));
    const code = 'InvalidLaunchTemplateName.NotFoundException';
    expect(early).toMatchObject({ type: 'refused', errors: [{ error: { code } }] });
    clock.advance(ec2.knobs.tagsAfterMs);
    await sky.refresh(clock.now());
    expect(warnings).toEqual([]);
    expect(await sky.launch(orderOf(rung, 't3'))).toMatchObject({ type: 'launched' });
  });
});

describe('refreshing', () => {
  test('reads prices each hour, and types and images each day', async () => {
    const { ec2, clock, open } = await openSkyScene();
    const sky = await open({});
    const reads = () => [
      ec2.requests.of('DescribeSpotPriceHistory').length > 0,
      ec2.requests.of('DescribeInstanceTypes').length > 0,
      ec2.requests.of('DescribeImages').length > 0,
    ];
    const after = async (ms: number) => {
      ec2.requests.clear();
      clock.advance(ms);
      await sky.refresh(clock.now());
      return reads();
    };
    expect(await after(HOUR - 1)).toEqual([false, false, false]);
    expect(await after(1)).toEqual([true, false, false]);
    expect(await after(DAY)).toEqual([true, true, true]);
  });

  test('keeps what was known where nothing can be read, for a month, and says so', async () => {
    const { ec2, clock, warnings, open } = await openSkyScene();
    const sky = await open({});
    ec2.refusals.rule({ times: 100, refusal: DENIED });
    const spotPrice = () =>
      sky.choose(ASKED, NO_MACHINE_LIMITS).candidates[0]?.facts.usdHour.spot ?? null;
    clock.advance(2 * HOUR);
    await sky.refresh(clock.now());
    expect(warnings).toEqual([
      expect.stringMatching(/^EC2 in us-east-1 did not do it/),
      expect.stringMatching(/^EC2 in us-east-1 did not do it/),
    ]);
    expect(spotPrice()).toBeGreaterThan(0);
    await sky.refresh(clock.now());
    expect(warnings).toHaveLength(2);
    clock.advance(30 * DAY);
    await sky.refresh(clock.now());
    expect(spotPrice()).toBeNull();
  });

  test('removes templates of versions that are a day behind', async () => {
    const { ec2, clock, open } = await openSkyScene();
    await open({}, 'https://old.example.com');
    clock.advance(HOUR);
    const sky = await open({});
    clock.advance(DAY - 1);
    await sky.refresh(clock.now());
    expect(ec2.requests.outcomes('DeleteLaunchTemplate')).toEqual([]);
    clock.advance(HOUR);
    await sky.refresh(clock.now());
    expect(ec2.requests.outcomes('DeleteLaunchTemplate')).toEqual(['done']);
    await sky.refresh(clock.now() + HOUR);
    expect(ec2.requests.outcomes('CreateLaunchTemplate')).toEqual(['done', 'done']);
  });
});
