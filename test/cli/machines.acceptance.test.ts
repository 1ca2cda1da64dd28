import { CreateFleetCommand } from '@aws-sdk/client-ec2';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fleetOf, openScene } from '../doubles/ec2/testing/ec2-scene.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { runCli } from '../support/run-cli.ts';

/** Two machines of one app, as their tags tell, and a terminal with rights to them. */
async function openMachines() {
  const { ec2, client, clock, region } = await openScene();
  const tags = (machine: string) => ({
    'mlp:controller': 'c1',
    'mlp:machine': machine,
    'mlp:attempt': 'r1:train:1',
    'mlp:expires-at': '2026-11-30T12:00:00.000Z',
  });
  for (const name of ['mlp-a', 'mlp-b']) {
    await client.send(new CreateFleetCommand(fleetOf(region, name, { tags: tags(name) })));
  }
  const foreign = { 'made-by': 'somebody else' };
  await client.send(new CreateFleetCommand(fleetOf(region, 'other', { tags: foreign })));
  clock.advance(ec2.knobs.tagsAfterMs);
  const { accessKeyId, secretAccessKey } = ec2.credentials();
  vi.stubEnv('AWS_ENDPOINT_URL_EC2', ec2.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
  const cwd = freshFolder();
  const cli = (...words: readonly string[]) =>
    runCli({ cwd, columns: 200 }, 'machines', ...words, '--region', 'us-east-1');
  const states = async (): Promise<Readonly<Record<string, string>>> => {
    const { stdout } = await cli('list', '--json');
    const { machines } = JSON.parse(stdout) as { machines: { machine: string; state: string }[] };
    return Object.fromEntries(machines.map(({ machine, state }) => [machine, state]));
  };
  return { cli, states, cwd };
}

describe('mlpipelines machines', () => {
  test('lists what mlpipelines started, and nothing of others', async () => {
    const { cli } = await openMachines();
    const { code, stdout } = await cli();
    expect(code).toBe(0);
    expect(stdout).toContain('ENDS BY');
    expect(stdout.match(/i-[0-9a-f]+ +g5\.xlarge +spot +us-east-1a/g)).toHaveLength(2);
    expect(stdout).toContain('r1:train:1');
  });

  test('stops those that are named, or all, and asks first', async () => {
    const { cli, states } = await openMachines();
    expect(await cli('stop', 'mlp-a')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing was stopped'),
    });
    expect(await cli('stop', 'mlp-x', '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is called mlp-x'),
    });
    expect(await cli('stop')).toMatchObject({ code: 2 });
    expect(await cli('stop', 'mlp-a', '--all')).toMatchObject({ code: 2 });
    expect(Object.values(await states())).not.toContain('shutting-down');
    expect(await cli('stop', 'mlp-a', '--yes')).toMatchObject({
      code: 0,
      stdout: '1 machine told to end.\n',
    });
    const after = await states();
    expect(after['mlp-a']).toBe('shutting-down');
    expect(after['mlp-b']).not.toBe('shutting-down');
    expect(await cli('stop', '--all', '--yes')).toMatchObject({ code: 0 });
    expect((await states())['mlp-b']).toBe('shutting-down');
    expect((await cli('stop', '--all', '--yes')).stdout).toBe(
      'No machine of mlpipelines is on there.\n',
    );
  });

  test('says which region, and which rights, it needs', async () => {
    const { cli, cwd } = await openMachines();
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong');
    const denied = await cli();
    expect(denied.code).toBe(2);
    expect(denied.stderr).toMatch(
      /EC2 in us-east-1 did not do it \(SignatureDoesNotMatch\)[\s\S]*ec2:DescribeInstances/,
    );
    expect((await runCli({ cwd }, 'machines')).stderr).toContain('--region us-east-1');
  });
});
