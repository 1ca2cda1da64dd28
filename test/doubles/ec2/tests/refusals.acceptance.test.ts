import {
  CreateFleetCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSubnetsCommand,
  RunInstancesCommand,
  type EC2ServiceException,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { codeOf, errorOf, fleetOf, instancesTagged, openScene } from '../testing/ec2-scene.ts';
import { ec2ClientOf } from '../testing/open-test-ec2.ts';

const describeAll = () => new DescribeInstancesCommand({});

describe('who asks', () => {
  test('nobody without a signature', async () => {
    const { ec2 } = await openScene();
    const answer = await fetch(ec2.url, {
      method: 'POST',
      body: 'Action=DescribeInstances&Version=2016-11-15',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain('<Code>AuthFailure</Code>');
  });

  test('nobody with unknown keys, the wrong secret, the wrong session, or keys that expired', async () => {
    const { ec2 } = await openScene();
    const good = ec2.credentials({ session: true });
    const codeWith = (credentials: typeof good) =>
      codeOf(ec2ClientOf(ec2, { credentials }).send(describeAll()));
    expect(await codeWith(good)).toBe('done');
    expect(await codeWith({ ...good, accessKeyId: 'AKIAUNKNOWN' })).toBe('AuthFailure');
    expect(await codeWith({ ...good, secretAccessKey: 'x' })).toBe('SignatureDoesNotMatch');
    expect(await codeWith({ ...good, sessionToken: 'x' })).toBe('AuthFailure');
    ec2.expire(good);
    expect(await codeWith(good)).toBe('RequestExpired');
  });

  test('nobody whose request was changed on the way', async () => {
    const { ec2, client } = await openScene();
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request as object, {
          body: 'Action=DescribeSnapshots&Version=2016-11-15',
        });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    expect(await codeOf(client.send(describeAll()))).toBe('SignatureDoesNotMatch');
    expect(ec2.requests.outcomes('DescribeSnapshots')).toEqual(['SignatureDoesNotMatch']);
  });
});

describe('what is asked', () => {
  test('a member that EC2 does not have, a word it does not know, one that is missing', async () => {
    const { ec2, region, client } = await openScene();
    const send = (body: Readonly<Record<string, string>>) =>
      sendRaw(ec2ClientOf(ec2), body).catch((error: EC2ServiceException) => error.name);
    expect(await send({ Action: 'DescribeInstances', Colour: 'red' })).toBe('UnknownParameter');
    expect(await send({ Action: 'RunInstances', 'Monitoring.Enabled': 'maybe' })).toBe(
      'InvalidParameterValue',
    );
    const strange = { ...fleetOf(region, 'x'), Type: 'sometimes' as 'instant' };
    expect(await codeOf(client.send(new CreateFleetCommand(strange)))).toBe(
      'InvalidParameterValue',
    );
    const run = new RunInstancesCommand({ MinCount: 1, MaxCount: undefined });
    expect(await codeOf(client.send(run))).toBe('MissingParameter');
    expect(ec2.takeProblems().map(({ kind }) => kind)).toEqual(Array(4).fill('bad-request'));
  });

  test('an operation, a region, a kind of fleet that the stand-in does not model is a problem', async () => {
    const { ec2, region, client } = await openScene();
    const { Type: _, ...maintained } = fleetOf(region, 'x');
    expect(await codeOf(client.send(new CreateFleetCommand(maintained)))).toBe('NotModelled');
    const elsewhere = ec2ClientOf(ec2, { region: 'ap-south-1' });
    expect(await codeOf(elsewhere.send(describeAll()))).toBe('NotModelled');
    expect(ec2.takeProblems().map(({ kind }) => kind)).toEqual(['not-modelled', 'not-modelled']);
  });

  test('a filter that EC2 does not know, a page that is too small, ids together with pages', async () => {
    const { client } = await openScene();
    const codeFor = (input: DescribeInstancesCommand['input']) =>
      codeOf(client.send(new DescribeInstancesCommand(input)));
    expect(await codeFor({ Filters: [{ Name: 'colour', Values: ['red'] }] })).toBe(
      'InvalidParameterValue',
    );
    expect(await codeFor({ MaxResults: 4 })).toBe('InvalidParameterValue');
    expect(await codeFor({ MaxResults: 5, InstanceIds: ['i-0123456789abcdef0'] })).toBe(
      'InvalidParameterCombination',
    );
    expect(await codeFor({ InstanceIds: ['i-0123456789abcdef0'] })).toBe(
      'InvalidInstanceID.NotFound',
    );
    expect(await codeFor({ InstanceIds: ['i-12'] })).toBe('InvalidInstanceID.Malformed');
  });

  test('user-data above 16 KB, a disk smaller than its image, tags that the metadata cannot show', async () => {
    const { client, region } = await openScene();
    const run = (input: Partial<RunInstancesCommand['input']>) =>
      codeOf(
        client.send(
          new RunInstancesCommand({
            ImageId: region.image(),
            InstanceType: 'c7i.large',
            MinCount: 1,
            MaxCount: 1,
            ...input,
          }),
        ),
      );
    const long = Buffer.alloc(16_385, 'x').toString('base64');
    expect(await run({ UserData: long })).toBe('InvalidUserData.Malformed');
    expect(
      await run({ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 4 } }] }),
    ).toBe('InvalidBlockDeviceMapping');
    expect(
      await run({
        MetadataOptions: { InstanceMetadataTags: 'enabled' },
        TagSpecifications: [
          { ResourceType: 'instance', Tags: [{ Key: 'team/owner', Value: 'ml' }] },
        ],
      }),
    ).toBe('InvalidParameterValue');
  });
});

describe('what is allowed', () => {
  test('a trial says so, and does nothing', async () => {
    const { client, region } = await openScene();
    const trial = client.send(new CreateFleetCommand({ ...fleetOf(region, 'dry'), DryRun: true }));
    const error = await errorOf(trial);
    expect(error.name).toBe('DryRunOperation');
    expect(error.$metadata.httpStatusCode).toBe(412);
    expect(region.instances()).toEqual([]);
  });

  test.each([
    ['service-control-policy', 'with an explicit deny in a service control policy'],
    ['permissions-boundary', 'because no permissions boundary allows the ec2:CreateFleet action'],
    ['identity-policy', 'because no identity-based policy allows the ec2:CreateFleet action'],
    ['image', 'Not authorized for images: [ami-'],
  ] as const)('a denial by %s is told by its text', async (cause, text) => {
    const { client, region } = await openScene();
    region.deny({ operation: 'CreateFleet', cause });
    const refused = client.send(new CreateFleetCommand({ ...fleetOf(region, 'x'), DryRun: true }));
    await expect(refused).rejects.toThrow(text);
    if (cause !== 'image')
      await expect(refused).rejects.toThrow(/Encoded authorization failure message: [\w-]{20}/);
    region.allowAll();
    expect(await codeOf(client.send(new CreateFleetCommand(fleetOf(region, 'x'))))).toBe('done');
  });
});

describe('how often', () => {
  test('an operation is throttled by its own bucket, which fills again', async () => {
    const { ec2, client, clock } = await openScene();
    ec2.throttles.set('DescribeInstances', { size: 2, perSecond: 1 });
    const ask = () => codeOf(client.send(describeAll()));
    expect([await ask(), await ask(), await ask()]).toEqual([
      'done',
      'done',
      'RequestLimitExceeded',
    ]);
    expect(await codeOf(client.send(new DescribeSubnetsCommand({})))).toBe('done');
    clock.advance(1_000);
    expect([await ask(), await ask()]).toEqual(['done', 'RequestLimitExceeded']);
    expect(ec2.requests.of('DescribeInstances').map(({ status }) => status)).toEqual([
      200, 200, 503, 200, 503,
    ]);
  });

  test('the SDK repeats what was throttled, with the same token', async () => {
    const { ec2, region } = await openScene();
    const patient = ec2ClientOf(ec2, { maxAttempts: 3 });
    ec2.refusals.rule({
      operation: 'CreateFleet',
      refusal: { code: 'RequestLimitExceeded', status: 503 },
    });
    const { ClientToken: _, ...tokenless } = fleetOf(region, '');
    await patient.send(new CreateFleetCommand(tokenless));
    expect(ec2.requests.outcomes('CreateFleet')).toEqual(['RequestLimitExceeded', 'done']);
    expect(region.instances()).toHaveLength(1);
  });
});

describe('what gets lost', () => {
  test('an answer: the machine is there, and the same token finds it', async () => {
    const { ec2, region, client } = await openScene();
    ec2.faults.rule({ operationId: 'CreateFleet', times: 1, fault: { kind: 'reset-after' } });
    const launch = () => client.send(new CreateFleetCommand(fleetOf(region, 'lost')));
    expect(await codeOf(launch())).not.toBe('done');
    expect(region.instances()).toHaveLength(1);
    expect((await launch()).Instances?.[0]?.InstanceIds).toEqual([region.instances()[0]?.id]);
    expect(ec2.requests.outcomes('CreateFleet')).toEqual(['done', 'replayed']);
  });

  test('a request: nothing was done', async () => {
    const { ec2, region, client } = await openScene();
    ec2.faults.rule({ operationId: 'CreateFleet', times: 1, fault: { kind: 'reset-before' } });
    const launch = () => client.send(new CreateFleetCommand(fleetOf(region, 'lost')));
    expect(await codeOf(launch())).not.toBe('done');
    expect(region.instances()).toEqual([]);
    expect(ec2.requests.of('CreateFleet')).toEqual([]);
  });

  test.each([
    ['plain text', 'upstream connect error'],
    ['a page', '<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>'],
  ])(
    'the language: a 503 that is %s has no code of EC2, and its status all the same',
    async (_, page) => {
      const { ec2, client } = await openScene();
      ec2.refusals.rule({ operation: 'DescribeInstances', refusal: { page, status: 503 } });
      const error = await errorOf(client.send(describeAll()));
      expect(error.$metadata.httpStatusCode ?? error.$response?.statusCode).toBe(503);
      expect(['Error', 'Unknown', 'SyntaxError']).toContain(error.name);
    },
  );
});

describe('launch templates', () => {
  test('have one name, versions, and are not found at once', async () => {
    const { client, region, clock, ec2 } = await openScene();
    const make = (ClientToken: string) =>
      client.send(
        new CreateLaunchTemplateCommand({
          LaunchTemplateName: 'other',
          ClientToken,
          LaunchTemplateData: { ImageId: region.image(), InstanceType: 'c7i.large' },
        }),
      );
    const made = await make('t');
    expect((await make('t')).LaunchTemplate).toEqual(made.LaunchTemplate);
    expect(await codeOf(make('u'))).toBe('InvalidLaunchTemplateName.AlreadyExistsException');
    const find = () =>
      client.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['other'] }));
    expect(await codeOf(find())).toBe('InvalidLaunchTemplateName.NotFoundException');
    clock.advance(ec2.knobs.visibleAfterMs);
    expect((await find()).LaunchTemplates).toMatchObject([{ LatestVersionNumber: 1 }]);
    await client.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateName: 'other',
        SourceVersion: '1',
        LaunchTemplateData: { EbsOptimized: true },
      }),
    );
    const version = (Version: string) =>
      client.send(
        new DescribeLaunchTemplateVersionsCommand({
          LaunchTemplateName: 'other',
          Versions: [Version],
        }),
      );
    expect(await codeOf(version('2'))).toBe('InvalidLaunchTemplateId.VersionNotFound');
    clock.advance(ec2.knobs.visibleAfterMs);
    expect((await version('$Latest')).LaunchTemplateVersions).toMatchObject([
      { VersionNumber: 2, LaunchTemplateData: { InstanceType: 'c7i.large', EbsOptimized: true } },
    ]);
    expect((await version('$Default')).LaunchTemplateVersions).toMatchObject([
      { VersionNumber: 1 },
    ]);
  });
});

test('a launch template that was deleted is not there, and its name is free', async () => {
  const { client } = await openScene();
  const remove = () =>
    client.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName: 'pipelines' }));
  expect((await remove()).LaunchTemplate?.LaunchTemplateName).toBe('pipelines');
  expect(await codeOf(remove())).toBe('InvalidLaunchTemplateName.NotFoundException');
  const again = new CreateLaunchTemplateCommand({
    LaunchTemplateName: 'pipelines',
    LaunchTemplateData: { EbsOptimized: true },
  });
  expect(await codeOf(client.send(again))).toBe('done');
});

test('images are found by their owner, also by an alias, and by a pattern of their name', async () => {
  const { client } = await openScene();
  const find = async (owner: string, name: string) => {
    const Filters = [{ Name: 'name', Values: [name] }];
    const answer = await client.send(new DescribeImagesCommand({ Owners: [owner], Filters }));
    return (answer.Images ?? []).map(({ OwnerId }) => OwnerId);
  };
  const noble = '*ubuntu-noble-24.04-amd64-server-*';
  expect(await find('099720109477', noble)).toEqual(['099720109477', '099720109477']);
  expect(await find('amazon', noble)).toEqual([]);
  expect(await find('amazon', 'Deep Learning Base *')).toEqual(['898082745236', '898082745236']);
  expect(await find('self', '*')).toEqual([]);
});

test('regions know nothing of each other', async () => {
  const { ec2, region, client } = await openScene();
  await client.send(new CreateFleetCommand(fleetOf(region, 'here')));
  const west = ec2ClientOf(ec2, { region: 'us-west-2' });
  const images = await west.send(new DescribeImagesCommand({ ImageIds: [] }));
  const here = region.network.images.map(({ ImageId }) => ImageId);
  expect(images.Images).toHaveLength(here.length);
  expect(images.Images?.filter(({ ImageId }) => here.includes(ImageId))).toEqual([]);
  expect(await instancesTagged(west, 'mlp:attempt', '*')).toEqual([]);
  expect(ec2.region('us-west-2').instances()).toEqual([]);
});

/** Sends what the SDK would not, signed by the SDK. */
function sendRaw(
  client: ReturnType<typeof ec2ClientOf>,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  client.middlewareStack.add(
    (next) => (args) => {
      const body = new URLSearchParams({ ...parameters, Version: '2016-11-15' }).toString();
      const request = args.request as { body: string; headers: Record<string, string> };
      request.body = body;
      request.headers['content-length'] = String(Buffer.byteLength(body));
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  return client.send(describeAll());
}
