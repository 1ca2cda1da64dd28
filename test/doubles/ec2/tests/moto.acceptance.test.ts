import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type Instance,
} from '@aws-sdk/client-ec2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { codeOf, instancesTagged } from '../testing/ec2-scene.ts';
import { openMoto } from '../testing/open-moto.ts';
import { ec2ClientOf, openTestEc2 } from '../testing/open-test-ec2.ts';

/**
 * moto is another stand-in for EC2, written by others: what a client of ours does with one, it does with the other. What
 * moto 5.2.5 does not do is not asked of it: client tokens, `Errors[]`, minutes of shutting down, delays; and of a template it
 * loses all but user-data and tags on the way through a fleet.
 */
const STAND_INS = {
  async ours() {
    const ec2 = await openTestEc2({
      knobs: { visibleAfterMs: 0, tagsAfterMs: 0, pendingMs: 0, shuttingDownMs: 0 },
    });
    return ec2ClientOf(ec2);
  },
  async moto() {
    const client = new EC2Client({
      endpoint: await openMoto(),
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    onTestFinished(() => client.destroy());
    return client;
  },
};

describe.each(Object.entries(STAND_INS))('%s', (_, open) => {
  test('launches by a template, finds by a tag, terminates', async () => {
    const client = await open();
    const { ImageId, SubnetId } = await placeIn(client);
    const attempt = { Key: 'mlp:attempt', Value: 'a1' };
    await client.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'pipelines',
        LaunchTemplateData: { ImageId, UserData: Buffer.from('#!/bin/bash\n').toString('base64') },
      }),
    );
    const named = new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['pipelines'] });
    expect((await client.send(named)).LaunchTemplates).toHaveLength(1);
    const request = {
      Type: 'instant',
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateName: 'pipelines', Version: '$Latest' },
          Overrides: [{ InstanceType: 'g5.xlarge', SubnetId }],
        },
      ],
      SpotOptions: { AllocationStrategy: 'price-capacity-optimized' },
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [attempt] }],
    } as const;
    const fleetInput = structuredClone(request) as unknown as CreateFleetCommand['input'];
    expect(await codeOf(client.send(new CreateFleetCommand({ ...fleetInput, DryRun: true })))).toBe(
      'DryRunOperation',
    );
    const fleet = await client.send(new CreateFleetCommand(fleetInput));
    expect(fleet.Instances).toMatchObject([{ InstanceType: 'g5.xlarge', Lifecycle: 'spot' }]);
    const id = fleet.Instances?.[0]?.InstanceIds?.[0] ?? '';
    const [found] = await instancesTagged(client, attempt.Key, attempt.Value);
    expect(found).toMatchObject({
      InstanceId: id,
      ImageId,
      SubnetId,
      InstanceType: 'g5.xlarge',
      InstanceLifecycle: 'spot',
      State: { Name: 'running', Code: 16 },
      Tags: [attempt],
    });
    const hold = { Key: 'mlp:hold-until', Value: 'noon' };
    await client.send(new CreateTagsCommand({ Resources: [id], Tags: [hold] }));
    expect(await instancesTagged(client, hold.Key, hold.Value)).toHaveLength(1);
    const terminated = await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(terminated.TerminatingInstances).toMatchObject([
      { PreviousState: { Name: 'running' }, CurrentState: { Name: 'shutting-down' } },
    ]);
    const gone = (await instancesTagged(client, attempt.Key, attempt.Value))[0];
    expect(gone).toMatchObject({
      State: { Name: 'terminated', Code: 48 },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
    });
  });

  test('keeps what RunInstances says of disks, metadata and shutdown', async () => {
    const client = await open();
    const { ImageId, SubnetId } = await placeIn(client);
    const { Instances } = await client.send(
      new RunInstancesCommand({
        ImageId,
        SubnetId,
        InstanceType: 'c7i.large',
        MinCount: 1,
        MaxCount: 1,
        InstanceInitiatedShutdownBehavior: 'terminate',
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/sda1',
            Ebs: { VolumeSize: 120, VolumeType: 'gp3', DeleteOnTermination: true },
          },
        ],
      }),
    );
    const InstanceIds = [Instances?.[0]?.InstanceId ?? ''];
    const described = await client.send(new DescribeInstancesCommand({ InstanceIds }));
    const instance: Instance | undefined = described.Reservations?.[0]?.Instances?.[0];
    expect(instance?.MetadataOptions).toMatchObject({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
    });
    const volumes = await client.send(
      new DescribeVolumesCommand({
        Filters: [{ Name: 'attachment.instance-id', Values: InstanceIds }],
      }),
    );
    expect(volumes.Volumes).toMatchObject([{ Size: 120, VolumeType: 'gp3' }]);
  });

  test('says what is not there, and of a type the same', async () => {
    const client = await open();
    const { ImageId } = await placeIn(client);
    const codes = await Promise.all(
      [
        new DescribeInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] }),
        new TerminateInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] }),
        new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['none'] }),
        new DescribeInstanceTypesCommand({ InstanceTypes: ['p3.2xlarge'] }),
        new RunInstancesCommand({
          ImageId: 'ami-0123456789abcdef0',
          InstanceType: 'c7i.large',
          MinCount: 1,
          MaxCount: 1,
        }),
        new RunInstancesCommand({
          ImageId,
          InstanceType: 'c7i.large',
          SubnetId: 'subnet-0123456789abcdef0',
          MinCount: 1,
          MaxCount: 1,
        }),
      ].map((command) => codeOf(client.send(command as DescribeInstancesCommand))),
    );
    expect(codes).toEqual([
      'InvalidInstanceID.NotFound',
      'InvalidInstanceID.NotFound',
      'InvalidLaunchTemplateName.NotFoundException',
      'InvalidInstanceType',
      'InvalidAMIID.NotFound',
      'InvalidSubnetID.NotFound',
    ]);
    const types = await client.send(
      new DescribeInstanceTypesCommand({ InstanceTypes: ['g6.xlarge'] }),
    );
    expect(types.InstanceTypes?.[0]).toMatchObject({
      VCpuInfo: { DefaultVCpus: 4 },
      GpuInfo: { Gpus: [{ Name: 'L4', Count: 1, MemoryInfo: { SizeInMiB: 22_888 } }] },
    });
  });
});

/** A subnet of the first zone, and an image for it. */
async function placeIn(client: EC2Client): Promise<{ ImageId: string; SubnetId: string }> {
  const zone = { Name: 'availability-zone', Values: ['us-east-1a'] };
  const subnets = await client.send(new DescribeSubnetsCommand({ Filters: [zone] }));
  const architecture = { Name: 'architecture', Values: ['x86_64'] };
  const images = await client.send(new DescribeImagesCommand({ Filters: [architecture] }));
  const image = images.Images?.find(
    ({ ImageId = '', Platform }) => ImageId.startsWith('ami-') && Platform === undefined,
  );
  return { ImageId: image?.ImageId ?? '', SubnetId: subnets.Subnets?.[0]?.SubnetId ?? '' };
}
