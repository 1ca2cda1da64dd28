import { GetConsoleOutputCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateFleetCommand, type RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { isRunning } from '../../actions/testing/is-running.ts';
import { runUserData } from '../boot/run-user-data.ts';
import type { MachineView, SeededRegion } from '../seeded-region.ts';
import { fleetOf, openScene, type Scene } from '../testing/ec2-scene.ts';
import { readSignedMessage } from '../testing/read-signed-message.ts';

const TEMPLATE: RequestLaunchTemplateData = {
  InstanceInitiatedShutdownBehavior: 'terminate',
  MetadataOptions: {
    HttpTokens: 'required',
    HttpPutResponseHopLimit: 1,
    InstanceMetadataTags: 'enabled',
  },
};

/** A scene whose next instance runs this script as its user-data. */
function sceneFor(script: string, data: RequestLaunchTemplateData = {}): Promise<Scene> {
  const UserData = Buffer.from(`#!/bin/bash\n${script}`).toString('base64');
  return openScene({ boot: runUserData() }, { ...TEMPLATE, ...data, UserData });
}

async function booted({ client, region, clock, ec2 }: Scene): Promise<MachineView> {
  const tags = { 'mlp:attempt': 'a1' };
  await client.send(new CreateFleetCommand(fleetOf(region, 'boot', { tags })));
  clock.advance(ec2.knobs.pendingMs);
  // The plan to boot is made when the instance runs.
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(ec2.knobs.bootMs);
  await new Promise((resolve) => setImmediate(resolve));
  const [machine] = region.instances();
  if (machine === undefined) throw new Error('No instance was launched.');
  await machine.settled();
  return machine;
}

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { timeout: 20_000, interval: 20 }).toBe(true);
}

function stateOf(region: SeededRegion): string | undefined {
  return region.instances()[0]?.state;
}

const TOKEN = `TOKEN=$(curl -sf -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 300')
md() { curl -sf -H "X-aws-ec2-metadata-token: $TOKEN" "http://169.254.169.254/latest/$1"; }
`;

describe('user-data', () => {
  test('runs, reads its metadata, and powers the instance off', async () => {
    const scene = await sceneFor(`${TOKEN}
echo "i am $(md meta-data/instance-id) in $(md meta-data/placement/region), $(md meta-data/instance-life-cycle)"
echo "for $(md meta-data/tags/instance/mlp:attempt)"
nvidia-smi -L
/sbin/shutdown -h now
sleep 600
`);
    const machine = await booted(scene);
    await until(() => stateOf(scene.region) === 'shutting-down');
    await machine.settled();
    expect(machine.console).toContain(`i am ${machine.id} in us-east-1, spot\nfor a1\n`);
    expect(machine.console).toContain('GPU 0: NVIDIA A10G');
    expect(machine.acts.map(({ command, args }) => [command, ...args])).toEqual([
      ['nvidia-smi', '-L'],
      ['shutdown', '-h', 'now'],
    ]);
    const output = await scene.client.send(
      new GetConsoleOutputCommand({ InstanceId: machine.id, Latest: true }),
    );
    expect(Buffer.from(output.Output ?? '', 'base64').toString()).toBe(machine.console);
    scene.clock.advance(scene.ec2.knobs.shuttingDownMs);
    await until(() => stateOf(scene.region) === 'terminated');
  });

  test('that ends leaves the machine idle; a shutdown in twenty minutes comes, one that is taken back does not', async () => {
    const scene = await sceneFor('shutdown -h +10; shutdown -c; shutdown -h +20; echo ready');
    const machine = await booted(scene);
    await until(() => machine.console.includes('ready'));
    scene.clock.advance(10 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(stateOf(scene.region)).toBe('running');
    scene.clock.advance(10 * 60_000);
    await until(() => stateOf(scene.region) === 'shutting-down');
  });

  test('may set a hard end with systemd-run', async () => {
    const scene = await sceneFor(
      'systemd-run --unit=mlp-max --on-active=60m /sbin/poweroff -f; echo ready',
    );
    const machine = await booted(scene);
    await until(() => machine.console.includes('ready'));
    scene.clock.advance(60 * 60_000);
    await until(() => stateOf(scene.region) === 'shutting-down');
  });

  test('of an instance that is to stop leaves it stopped, when it is no spot instance', async () => {
    const scene = await sceneFor('poweroff', { InstanceInitiatedShutdownBehavior: 'stop' });
    const { client, region, clock, ec2 } = scene;
    await client.send(new CreateFleetCommand(fleetOf(region, 's', { market: 'on-demand' })));
    clock.advance(ec2.knobs.pendingMs);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(ec2.knobs.bootMs);
    await until(() => stateOf(region) === 'stopping');
    clock.advance(ec2.knobs.shuttingDownMs);
    await until(() => stateOf(region) === 'stopped');
  });
});

describe('the end of a machine', () => {
  const NESTED = `
sleep 600 & echo "child $!"
setsid sleep 600 & echo "far $!"
trap '' TERM
echo ready
wait
`;

  test('takes every process with it, also those that left the group', async () => {
    const scene = await sceneFor(NESTED);
    const machine = await booted(scene);
    await until(() => machine.console.includes('ready'));
    const pids = [...machine.console.matchAll(/(?:child|far) (\d+)/g)].map(([, pid]) =>
      Number(pid),
    );
    expect(pids).toHaveLength(2);
    expect(pids.map(isRunning)).toEqual([true, true]);
    await scene.client.send(new TerminateInstancesCommand({ InstanceIds: [machine.id] }));
    await machine.settled();
    await until(() => !pids.some(isRunning));
    expect(machine.metadata).toBeNull();
  });

  test('is announced by the metadata service, and comes two minutes later', async () => {
    const scene = await sceneFor(`${TOKEN}
until md meta-data/events/recommendations/rebalance; do sleep 0.1; done
until md meta-data/spot/instance-action; do sleep 0.1; done
echo ' saved'
sleep 600
`);
    const machine = await booted(scene);
    machine.recommendRebalance();
    await until(() => machine.console.includes('noticeTime'));
    machine.interrupt();
    await until(() => machine.console.includes('saved'));
    const taken = new Date(scene.clock.now() + 120_000).toISOString().slice(0, 19);
    expect(machine.console).toContain(`{"action":"terminate","time":"${taken}Z"} saved`);
    expect(machine.state).toBe('running');
    scene.clock.advance(120_000);
    await until(() => machine.state === 'shutting-down');
    await machine.settled();
    expect(machine.metadata).toBeNull();
  });
});

describe('the metadata service', () => {
  const PUT = {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
  };

  test('asks for a token, which ends, and gives none to a proxy or from too far away', async () => {
    const scene = await sceneFor('true');
    const machine = await booted(scene);
    const { own, bridged } = machine.metadata ?? { own: '', bridged: '' };
    const token = await (await fetch(`${own}/latest/api/token`, PUT)).text();
    const get = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(`${own}/latest/${path}`, { headers })).status;
    const withToken = { 'x-aws-ec2-metadata-token': token };
    expect(await get('meta-data/instance-id')).toBe(401);
    expect(await get('meta-data/instance-id', withToken)).toBe(200);
    expect(await get('meta-data/spot/instance-action', withToken)).toBe(404);
    expect(await get('meta-data/tags/instance', withToken)).toBe(200);
    const proxied = { ...PUT, headers: { ...PUT.headers, 'x-forwarded-for': '10.0.0.1' } };
    expect((await fetch(`${own}/latest/api/token`, proxied)).status).toBe(403);
    expect((await fetch(`${own}/latest/api/token`, { method: 'PUT' })).status).toBe(400);
    const far = fetch(`${bridged}/latest/api/token`, {
      ...PUT,
      signal: AbortSignal.timeout(300),
    });
    await expect(far).rejects.toThrow('timeout');
    scene.clock.advance(60_000);
    expect(await get('meta-data/instance-id', withToken)).toBe(401);
  });

  test('answers without one where the instance allows it, and from further away', async () => {
    const scene = await sceneFor('true', {
      MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 2 },
    });
    const { own, bridged } = (await booted(scene)).metadata ?? { own: '', bridged: '' };
    expect((await fetch(`${own}/latest/meta-data/instance-id`)).status).toBe(200);
    expect((await fetch(`${own}/latest/meta-data/tags/instance`)).status).toBe(404);
    expect((await fetch(`${bridged}/latest/api/token`, PUT)).status).toBe(200);
  });

  test('proves who the instance is, to whoever knows the certificate', async () => {
    const scene = await sceneFor('true', { MetadataOptions: { HttpTokens: 'optional' } });
    const machine = await booted(scene);
    const read = async (path: string) => {
      const url = `${machine.metadata?.own ?? ''}/latest/dynamic/instance-identity/${path}`;
      return (await fetch(url)).text();
    };
    const document = await read('document');
    expect(JSON.parse(document)).toMatchObject({
      accountId: '123456789012',
      instanceId: machine.id,
      region: 'us-east-1',
      instanceType: 'g5.xlarge',
    });
    const message = await read('rsa2048');
    const { identityCertificate } = scene.ec2;
    expect(message).toMatch(/^MIAGCSqGSIb3DQEHAqCAMIACAQEx/);
    expect(readSignedMessage(message, identityCertificate)).toBe(document);
    const other = await openScene();
    expect(readSignedMessage(message, other.ec2.identityCertificate)).toBeNull();
    const forged = Buffer.from(message, 'base64');
    forged[forged.indexOf('us-east-1')] = 0x58;
    expect(readSignedMessage(forged.toString('base64'), identityCertificate)).toBeNull();
  });
});
