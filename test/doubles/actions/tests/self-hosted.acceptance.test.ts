import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { RunnerOrder } from '../../github/actions-backend.ts';
import { VirtualClock } from '../../github/clock.ts';
import { openActions, type Actions, type ActionsOptions } from '../open-actions.ts';
import { endProcessesWith, MACHINE_VARIABLE } from '../runner/processes/end-marked-processes.ts';
import { isRunning } from '../testing/is-running.ts';
import { makeRunnerArchive } from '../testing/runner-archive.ts';
import { anOrder, startRun } from '../testing/run-workflow.ts';

const AGENT = fileURLToPath(new URL('../agent.ts', import.meta.url));

async function advance(clock: VirtualClock, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.advance(60_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function open(options: ActionsOptions = {}): Promise<Actions> {
  const actions = await openActions({ speed: 100, ...options });
  onTestFinished(() => actions.close());
  return actions;
}

let lastId = 0;

function register(actions: Actions, change: Partial<RunnerOrder> = {}) {
  lastId += 1;
  const states: string[] = [];
  const order: RunnerOrder = {
    id: lastId,
    name: `machine-${lastId}`,
    groupId: 1,
    groupName: 'Default',
    labels: ['mlp-1', 'gpu'],
    workFolder: '_work',
    scope: { type: 'organization', login: 'acme' },
    ...change,
  };
  const config = actions.backend.registerRunner?.(order, {
    runnerChanged: (_, { online, busy }) =>
      states.push(`${online ? 'online' : 'offline'}${busy ? ' busy' : ''}`),
    runnerGone: () => states.push('gone'),
  });
  return { id: order.id, states, config: config ?? '' };
}

function startAgent(config: string, env: Readonly<Record<string, string>> = {}) {
  const machine = randomUUID();
  const disk = mkdtempSync(join(tmpdir(), 'mlp-machine-'));
  const child = spawn(process.execPath, [AGENT, '--jitconfig', config], {
    env: { PATH: process.env['PATH'], TMPDIR: disk, [MACHINE_VARIABLE]: machine, ...env },
    stdio: 'ignore',
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    endProcessesWith(MACHINE_VARIABLE, machine);
    await exit;
    rmSync(disk, { recursive: true, force: true });
  });
  return { exit, pullThePlug: () => endProcessesWith(MACHINE_VARIABLE, machine) };
}

function jobFor(label: string, run: string): string {
  return `on: workflow_dispatch\njobs: { build: { runs-on: ['${label}'], steps: [{ run: '${run}' }, { if: always(), run: echo tidy }] } }\n`;
}

// https://docs.github.com/actions/hosting-your-own-runners/running-scripts-before-or-after-a-job
test.each([
  ['runs before the first step of a job, with GitHub’s variables', 'exit 0', 'success', true],
  ['that fails is the end of its job', 'exit 3', 'failure', false],
])('a script of the runner’s own %s', async (_title, end, conclusion, isRun) => {
  const actions = await open();
  const folder = mkdtempSync(join(tmpdir(), 'mlp-hook-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const hook = join(folder, 'started.sh');
  writeFileSync(hook, `echo "for $GITHUB_WORKFLOW_REF"\n${end}\n`);
  const { config } = register(actions);
  const run = startRun(actions, anOrder(jobFor('mlp-1', 'echo work')));
  const { exit } = startAgent(config, { ACTIONS_RUNNER_HOOK_JOB_STARTED: hook });
  expect(await exit).toBe(0);
  await actions.whenIdle();
  expect(run.conclusion).toBe(conclusion);
  const lines = run.lines('build');
  expect(lines).toContain('for acme/models/.github/workflows/ci.yml@refs/heads/main');
  expect(lines.includes('work')).toBe(isRun);
});

test('a job waits for the runner with its labels, which takes this one job and is gone', async () => {
  const actions = await open();
  const wrong = register(actions, { labels: ['mlp-2'] });
  const elsewhere = register(actions, { scope: { type: 'repository', fullName: 'acme/other' } });
  const right = register(actions);
  const agents = [wrong, elsewhere, right].map(({ config }) => startAgent(config));
  const run = startRun(
    actions,
    anOrder(jobFor('mlp-1', 'echo "on $RUNNER_NAME, $RUNNER_ENVIRONMENT"')),
  );
  expect(await agents[2]?.exit).toBe(0);
  await actions.whenIdle();
  expect(run.conclusion).toBe('success');
  const { runner } = run.job('build');
  expect(runner).toEqual({
    id: right.id,
    name: `machine-${right.id}`,
    groupId: 1,
    groupName: 'Default',
  });
  expect(run.lines('build')).toContain(`on machine-${right.id}, self-hosted`);
  expect(Object.values(run.steps('build'))).toEqual(['success', 'success', 'success', 'success']);
  expect(right.states).toEqual(['online', 'online busy', 'gone']);
  expect(wrong.states).not.toContain('online busy');
  expect(elsewhere.states).not.toContain('online busy');
});

test('a JIT configuration is good for one runner', async () => {
  const actions = await open();
  const { config } = register(actions);
  const first = startAgent(config);
  const run = startRun(actions, anOrder(jobFor('mlp-1', 'exit 0')));
  expect(await first.exit).toBe(0);
  await actions.whenIdle();
  expect(run.conclusion).toBe('success');
  expect(await startAgent(config).exit).toBe(1);
});

test('a released archive has a runner that takes its configuration from the environment, which jobs get without it', async () => {
  const actions = await open();
  const { run, env, folder } = await unpack();
  const { config } = register(actions);
  const job = startRun(
    actions,
    anOrder(jobFor('mlp-1', 'env | grep -c ACTIONS_RUNNER_INPUT || echo "kept: $KEPT"')),
  );
  const given = { ...env, KEPT: 'yes', ACTIONS_RUNNER_INPUT_JITCONFIG: config };
  const ended = await run(given);
  await actions.whenIdle();
  expect(ended).toBe(0);
  expect(job.lines('build')).toContain('kept: yes');
  expect(readdirSync(folder)).toEqual(['run.sh']);
});

test('a runner that is too old is turned away, and says so by its exit code when it is asked to', async () => {
  const actions = await open();
  actions.refuseRunnersBefore('2.336.0');
  const { run, env } = await unpack('2.335.10');
  const one = register(actions);
  const asked = { ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE: '1' };
  const given = { ...env, ACTIONS_RUNNER_INPUT_JITCONFIG: one.config };
  expect(await run({ ...given, ...asked })).toBe(7);
  expect(await run(given)).toBe(0);
  expect(one.states).toEqual([]);
});

async function unpack(version?: string) {
  const archive = await makeRunnerArchive(version);
  const folder = mkdtempSync(join(tmpdir(), 'mlp-machine-'));
  onTestFinished(async () => {
    await archive.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  execFileSync('tar', ['-xzf', archive.path, '-C', folder]);
  return {
    folder,
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: tmpdir() },
    run: (env: Readonly<Record<string, string>>) =>
      new Promise<number | null>((resolve) => {
        const child = spawn(join(folder, 'run.sh'), { env, stdio: 'ignore' });
        child.once('exit', resolve);
      }),
  };
}

test('cancelling reaches a runner, which lets `always()` steps run', async () => {
  const actions = await open();
  const agent = startAgent(register(actions).config);
  const order = anOrder(jobFor('mlp-1', 'echo ready; exec sleep 600'));
  const run = startRun(actions, order);
  await run.until(() => run.jobs.length > 0 && run.lines('build').includes('ready'));
  actions.backend.cancelRun(order.runId, 'cancel');
  await agent.exit;
  await actions.whenIdle();
  expect(run.conclusion).toBe('cancelled');
  expect(run.lines('build')).toContain('tidy');
});

test('a machine that dies takes its processes with it, and its job fails once it has been silent for ten minutes', async () => {
  const clock = new VirtualClock(Date.now());
  const actions = await open({ clock });
  const runner = register(actions);
  const agent = startAgent(runner.config);
  const order = anOrder(jobFor('mlp-1', 'echo "pid $$"; echo ready; exec sleep 600'));
  const run = startRun(actions, order);
  await run.until(() => run.jobs.length > 0 && run.lines('build').includes('ready'));
  const pid = Number(/^pid (\d+)$/m.exec(run.lines('build').join('\n'))?.[1]);
  expect(isRunning(pid)).toBe(true);
  agent.pullThePlug();
  await agent.exit;
  // All of its processes are killed at once; none says when the others are gone.
  await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false);
  await advance(clock, 9);
  expect(run.conclusion).toBe(null);
  await advance(clock, 2);
  await actions.whenIdle();
  expect(run.conclusion).toBe('failure');
  expect(run.job('build').annotations.at(-1)?.message).toMatch(
    /^The self-hosted runner: machine-\d+ lost communication with the server\./,
  );
  expect(runner.states.at(-1)).toBe('gone');
});

test('a runner that stays idle is removed, and its agent ends as if nothing were wrong', async () => {
  const clock = new VirtualClock(Date.now());
  const actions = await open({ clock });
  const [unused, idle] = [register(actions), register(actions)];
  const agent = startAgent(idle.config);
  while (idle.states.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(idle.states).toEqual(['online']);
  await advance(clock, 5);
  expect(await agent.exit).toBe(0);
  expect(idle.states).toEqual(['online', 'gone']);
  expect(unused.states).toEqual(['gone']);
});

test('a runner that is deleted while it works loses its job', async () => {
  const actions = await open();
  const runner = register(actions);
  const agent = startAgent(runner.config);
  const run = startRun(actions, anOrder(jobFor('mlp-1', 'echo ready; exec sleep 600')));
  await run.until(() => run.jobs.length > 0 && run.lines('build').includes('ready'));
  actions.backend.removeRunner?.(runner.id);
  await actions.whenIdle();
  expect(run.conclusion).toBe('failure');
  await agent.exit;
});

test('a job that no runner takes for a day is given up', async () => {
  const clock = new VirtualClock(Date.parse('2026-11-22T12:00:00Z'));
  const actions = await open({ clock });
  const run = startRun(actions, anOrder(jobFor('nowhere', 'true')));
  await run.until(() => run.story.includes('queued build'));
  await advance(clock, 24 * 60 - 1);
  expect(run.conclusion).toBeNull();
  await advance(clock, 2);
  await actions.whenIdle();
  expect(run.story.slice(-2)).toEqual(['completed build cancelled', 'run cancelled']);
});
