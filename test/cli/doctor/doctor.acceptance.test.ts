import { CreateFleetCommand, CreateLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fleetOf } from '../../doubles/ec2/testing/ec2-scene.ts';
import { freePort } from '../../loopback/open-loopback.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { openOperator, OURS } from './open-operator.ts';

describe('mlpipelines doctor', () => {
  test('finds nothing where nothing is wrong, and tries every right without using it', async () => {
    const { doctor, ec2, region } = await openOperator();
    const told = await doctor();
    expect(told.text).toContain('Nothing is wrong.');
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toMatch(/✓ may CreateFleet: yes/);
    expect(told.stdout).toMatch(/✓ quota of G and VT, spot: 1024 vCPUs/);
    expect(told.stdout).toMatch(/✓ prices: of \d\d types, by AWS’s list/);
    expect(told.stdout).toMatch(/✓ runner for machines: actions-runner-linux-x64-/);
    expect(region.instances()).toEqual([]);
    const acts = ec2.requests
      .list()
      .filter(({ operation }) => !/^(?:Describe|GetProducts$)/.test(operation));
    expect(new Set(acts.map(({ outcome }) => outcome))).toEqual(new Set(['DryRunOperation']));
  });

  test('says of an environment that cannot be read what to set', async () => {
    const { doctor } = await openOperator();
    const told = await doctor({ APP_ID: '' });
    expect(told.code).toBe(1);
    expect(told.stdout).toMatch(/✗ variables: APP_ID is not set[\s\S]+→ Correct it/);
  });
});

describe('of GitHub it says', () => {
  test('that credentials are not those of the App, and whether the clock is why', async () => {
    const { findings } = await openOperator();
    const { 'clock, by GitHub': clock, 'credentials of the App': credentials } = await findings({
      APP_ID: '999999',
    });
    expect(clock).toMatchObject({ verdict: 'ok' });
    expect(credentials).toMatchObject({
      verdict: 'problem',
      fix: expect.stringContaining('APP_ID and PRIVATE_KEY'),
    });
  });

  test('that nobody can sign in on a command line', async () => {
    const { app, findings, doctor } = await openOperator();
    app.record.deviceFlow = false;
    const { 'sign-in on the command line': found } = await findings();
    expect(found).toMatchObject({
      verdict: 'warning',
      fix: 'Tick “Enable Device Flow” on the settings page of the App, under General.',
    });
    expect((await doctor()).code).toBe(0);
    const { 'sign-in on the command line': other } = await findings({ GITHUB_CLIENT_ID: 'Iv1.no' });
    expect(other?.found).toContain('gives no code');
  });

  test('what stops for a permission that was not asked for, or not granted', async () => {
    const { app, findings } = await openOperator();
    const { installations } = app.world;
    const [installation] = installations.values();
    if (installation === undefined) throw new Error('It is not installed.');
    const { checks, ...fewer } = app.record.permissions;
    expect(checks).toBe('write');
    Object.assign(installation, { permissions: { ...fewer, contents: 'read' } });
    const granted = await findings();
    expect(granted['installation on acme, checks: write']).toMatchObject({
      verdict: 'problem',
      found: expect.stringContaining('no checks and no buttons'),
      fix: expect.stringContaining('An owner of acme has to accept'),
    });
    expect(granted['installation on acme, contents: write']).toMatchObject({ verdict: 'warning' });
    const { members, organization_self_hosted_runners: runners, ...more } = app.record.permissions;
    const { administration, ...rest } = more;
    expect([members, runners, administration]).toEqual(['read', 'write', 'write']);
    Object.assign(app.record, { permissions: rest, events: ['push'] });
    Object.assign(installation, { permissions: rest });
    const asked = await findings();
    expect(asked['permission members: read']).toMatchObject({ verdict: 'warning' });
    expect(asked['events that the App hears of']).toMatchObject({ verdict: 'problem' });
    expect(asked['runners of acme']).toMatchObject({ verdict: 'problem' });
  });

  test('that webhooks go elsewhere, or do not arrive', async () => {
    const { app, github, url, findings } = await openOperator();
    app.deliverTo(`${url}/elsewhere`);
    const [id = 0] = app.world.installations.keys();
    app.suspend(id);
    app.unsuspend(id);
    await github.settled();
    const found = await findings();
    expect(found['address of webhooks']).toMatchObject({
      verdict: 'problem',
      fix: expect.stringContaining(`${url}/api/github/webhooks`),
    });
    expect(found['deliveries of webhooks']).toMatchObject({ verdict: 'problem' });
  });

  test('that nobody answers at its address', async () => {
    const { findings } = await openOperator();
    const url = `http://127.0.0.1:${await freePort()}`;
    const found = await findings({ MLPIPELINES_URL: url });
    expect(found[`${url}/healthz`]).toMatchObject({
      verdict: 'problem',
      found: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('of the runner group of machines it says', () => {
  const named = 'runner group of acme';

  test('that it serves our workflow alone', async () => {
    const { findings } = await openOperator();
    const { [named]: found } = await findings();
    expect(found).toMatchObject({ verdict: 'ok', found: expect.stringContaining('“machines”') });
  });

  test('that it serves every workflow, and how it is bound to ours', async () => {
    const { github, findings } = await openOperator();
    github.organization('acme').runnerGroup('machines');
    const { [named]: found } = await findings();
    expect(found).toMatchObject({
      verdict: 'warning',
      found: expect.stringContaining('serves every workflow'),
      fix: expect.stringMatching(
        /gh api --method PATCH orgs\/acme\/actions\/runner-groups\/\d+ -F restricted_to_workflows=true -f 'selected_workflows\[\]=acme\/churn\/\.github\/workflows\/mlpipelines\.yml@refs\/heads\/main'.*GitHub compares the branch too/,
      ),
    });
  });

  test('that it serves others, or not ours, or is not there', async () => {
    const { github, findings } = await openOperator();
    const acme = github.organization('acme');
    const other = 'acme/tools/.github/workflows/build.yml@main';
    acme.runnerGroup('machines', [OURS.replace('refs/heads/', ''), other]);
    expect((await findings())[named]).toMatchObject({
      verdict: 'warning',
      found: `“machines” serves other workflows too: ${other}`,
    });
    acme.runnerGroup('machines', [OURS.replace('main', 'next')]);
    expect((await findings())[named]).toMatchObject({
      verdict: 'problem',
      found: expect.stringContaining(`does not serve ${OURS}`),
    });
    github.world.runnerGroups.clear();
    expect((await findings())[named]).toMatchObject({
      verdict: 'problem',
      found: expect.stringContaining('there is no “machines”'),
    });
  });
});

describe('of AWS it says', () => {
  test('which right is missing, and by which of the four causes', async () => {
    const { region, findings } = await openOperator();
    region.deny({ operation: 'CreateFleet', cause: 'identity-policy' });
    region.deny({ operation: 'RunInstances', cause: 'service-control-policy' });
    region.deny({ operation: 'GetServiceQuota', cause: 'identity-policy' });
    region.deny({ operation: 'GetProducts', cause: 'identity-policy' });
    const found = await findings();
    expect(found['may CreateFleet']).toMatchObject({
      verdict: 'problem',
      fix: expect.stringContaining('Add the action that the message names'),
    });
    expect(found['may RunInstances, spot']).toMatchObject({
      verdict: 'problem',
      fix: expect.stringContaining('service control policy'),
    });
    expect(found['may CreateLaunchTemplate']).toMatchObject({ verdict: 'ok' });
    expect(found['quota of P, spot']).toMatchObject({
      verdict: 'warning',
      fix: expect.stringContaining('servicequotas:GetServiceQuota'),
    });
    expect(found['prices']).toMatchObject({
      verdict: 'warning',
      found: expect.stringContaining('shown as unknown'),
      fix: expect.stringContaining('pricing:GetProducts'),
    });
  });

  test('whether machines that are on may be ended', async () => {
    const { ec2, region, findings } = await openOperator();
    const client = new EC2Client({ region: 'us-east-1' });
    onTestFinished(() => client.destroy());
    const data = { ImageId: region.image() };
    const template = { LaunchTemplateName: 'pipelines', LaunchTemplateData: data };
    await client.send(new CreateLaunchTemplateCommand(template));
    ec2.knobs.visibleAfterMs = 0;
    ec2.knobs.tagsAfterMs = 0;
    const tags = { 'mlp:controller': 'c1' };
    await waitForFleet(() => client.send(new CreateFleetCommand(fleetOf(region, 'x', { tags }))));
    region.deny({ operation: 'TerminateInstances', cause: 'permissions-boundary' });
    const found = await findings();
    expect(found['may TerminateInstances']).toMatchObject({
      verdict: 'problem',
      fix: expect.stringContaining('boundary'),
    });
  });

  test('that a quota is too small for the smallest machine, with the console’s page', async () => {
    const { region, doctor } = await openOperator();
    region.quota('G', 'spot', 0);
    const told = await doctor();
    expect(told.code).toBe(0);
    expect(told.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /! quota of G and VT, spot: 0 vCPUs, and the smallest type, g\S+, has \d+ → Ask for more at https:\/\/us-east-1\.console\.aws\.amazon\.com\/servicequotas\/home\/services\/ec2\/quotas\/L-3819A6DF/,
    );
  });

  test('that S3 lies behind a NAT gateway, that the group lets people in, that a subnet leads nowhere', async () => {
    const { region, findings } = await openOperator();
    const { network } = region;
    const [main] = network.routeTables;
    network.endpoints.length = 0;
    const behindNat = {
      ...main,
      RouteTableId: 'rtb-nat',
      Associations: [{ SubnetId: region.subnet('a'), Main: false }],
      Routes: [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1', State: 'active' }],
    } as const;
    const closed = {
      ...behindNat,
      RouteTableId: 'rtb-closed',
      Associations: [{ SubnetId: region.subnet('b'), Main: false }],
      Routes: [],
    };
    network.routeTables.push(
      { ...behindNat, Associations: [...behindNat.Associations], Routes: [...behindNat.Routes] },
      closed,
    );
    const group = network.groups.find(({ GroupId }) => GroupId === 'sg-0123456789abcdef0');
    Object.assign(group ?? {}, {
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      ],
    });
    const found = await findings();
    expect(found[`way from ${region.subnet('a')} to S3`]).toMatchObject({
      verdict: 'problem',
      found: expect.stringContaining('NAT gateway'),
    });
    expect(found[`way out of ${region.subnet('b')}`]).toMatchObject({ verdict: 'problem' });
    expect(found['security group sg-0123456789abcdef0']).toMatchObject({
      verdict: 'problem',
      found: 'it lets in tcp 22 from 0.0.0.0/0',
    });
  });

  test('that credentials are not valid, and nothing twice over', async () => {
    const { ec2, doctor } = await openOperator();
    ec2.expire({
      accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    });
    const told = await doctor();
    expect(told.code).toBe(1);
    expect(told.stdout).toMatch(/✗ credentials: AWS says/);
    expect(told.stdout.match(/AWS says/g)).toHaveLength(1);
  });
});

/** A template is found after a moment. */
async function waitForFleet(send: () => Promise<unknown>): Promise<void> {
  await waitUntil(() =>
    send().then(
      () => true,
      () => false,
    ),
  );
}
