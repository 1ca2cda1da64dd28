import { expect, test } from 'vitest';
import { processesOfRun } from '../../app/local/run-processes.ts';
import type { RunView } from '../../schemas/run-view.generated.ts';
import { isSupervisor } from '../support/is-supervisor.ts';
import { waitUntil } from '../support/wait-until.ts';
import { makeProject, results, stepOf, type Started } from './project.ts';

const DEPLOY = {
  '.mlpipelines/deploy.yml': `
name: deploy
on: { workflow_dispatch: {} }
steps:
  build: { run: "echo built" }
  ship:
    needs: [build]
    approval: { environment: production }
    run: echo shipped
`,
};

test('an approval from another terminal lets the run go on', async () => {
  const project = makeProject(DEPLOY);
  const running = project.start(['run', 'deploy', '--deploy', '--yes', '--json']);
  await hears(running, 'is waiting for approval');
  const told = await project.cli('approve', 'latest', 'ship', '-m', 'looks good');
  expect(told.code).toBe(0);
  const { code, stdout } = await running.over;
  expect(code).toBe(0);
  expect(results(JSON.parse(stdout))).toEqual({ build: 'success', ship: 'success' });
  const audit = JSON.parse((await project.cli('audit', '--json')).stdout);
  expect(audit).toMatchObject({ number: 1, surface: 'terminal', reason: 'looks good' });
  expect(audit.sentence).toMatch(/approved ship of deploy #1 in a terminal: looks good\.$/);
});

test('a rejection from another terminal ends the run as rejected', async () => {
  const project = makeProject(DEPLOY);
  const running = project.start(['run', 'deploy', '--deploy', '--yes']);
  await hears(running, 'is waiting for approval');
  await project.cli('reject', 'latest', 'ship', '-m', 'not today');
  expect((await running.over).code).toBe(1);
  const view = await project.run('show', 'latest');
  expect(view.status).toBe('rejected');
  expect(stepOf(view, 'ship').reason).toContain('not today');
  const again = await project.cli('rerun', '1');
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
});

test('a run that may deploy is refused where nobody can be asked and nobody said --yes; without --deploy what deploys is skipped', async () => {
  const project = makeProject(DEPLOY);
  const refused = await project.cli('run', 'deploy', '--deploy');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  const view = await project.run('run', 'deploy');
  expect(view).toMatchObject({ number: 1, status: 'succeeded' });
  expect(stepOf(view, 'ship')).toMatchObject({ result: 'skipped' });
});

test('an approval while no process drives the run is kept, and resume goes on with it', async () => {
  const project = makeProject(DEPLOY);
  const running = project.start(['run', 'deploy', '--deploy', '--yes']);
  await hears(running, 'is waiting for approval');
  running.process.kill('SIGKILL');
  await running.over;
  const hint = expect.stringContaining('mlpipelines resume 1');
  expect(await project.cli('show', 'latest')).toMatchObject({ code: 0, stdout: hint });
  expect(await project.cli('runs')).toMatchObject({ code: 0, stdout: hint });
  const told = await project.cli('approve', 'latest', 'ship');
  expect(told.code).toBe(0);
  expect(told.stdout).toContain('mlpipelines resume 1');
  project.write({ 'edited.txt': 'meanwhile' });
  const resumed = await project.cli('resume', 'latest', '--json');
  expect(resumed.stderr).toContain('#1 goes on with the files it had. Changed since: edited.txt.');
  const view: RunView = JSON.parse(resumed.stdout);
  expect(results(view)).toEqual({ build: 'success', ship: 'success' });
  expect(stepOf(view, 'build').attempts).toHaveLength(1);
});

const SLOW = {
  '.mlpipelines/slow.yml': `
name: slow
on: { workflow_dispatch: {} }
steps:
  train:
    grace-period: 20s
    run: |
      trap 'echo saved; exit 1' TERM
      echo ready
      for i in $(seq 600); do sleep 0.1; done
  tidy:
    needs: [train]
    if: always()
    run: echo tidied
`,
};

test('a run is alive: resume says so, cancel from another terminal ends it with grace', async () => {
  const project = makeProject(SLOW);
  const running = project.start(['run', 'slow']);
  await hears(running, 'ready');
  const following = project.start(['logs', 'latest', 'train', '--follow']);
  const resumed = await project.cli('resume', 'latest');
  expect(resumed).toMatchObject({ code: 2 });
  expect(resumed.stderr).toContain('another process drives it');
  await project.cli('cancel', 'latest');
  expect((await running.over).code).toBe(1);
  expect((await following.over).stdout).toMatch(/^ready\n(.*\n)*saved\n/);
  const view = await project.run('show', 'latest');
  expect(view.status).toBe('cancelled');
  expect(results(view)).toEqual({ train: 'cancelled', tidy: 'success' });
});

test('steps that outlive both processes of a run are told, and cancel ends them and the run', async () => {
  const project = makeProject(SLOW);
  const running = project.start(['run', 'slow']);
  await hears(running, 'ready');
  const { id } = await project.run('show', 'latest');
  const supervisors = (await processesOfRun(id)).filter(isSupervisor);
  running.process.kill('SIGSTOP');
  for (const pid of supervisors) process.kill(pid, 'SIGKILL');
  running.process.kill('SIGKILL');
  await running.over;
  const told = await project.cli('show', 'latest');
  expect(told.stdout).toMatch(/but its steps still run: \d+ process(es)? \(\d+/);
  expect(told.stdout).toContain('mlpipelines cancel 1  ends them, and the run');
  expect((await project.cli('runs')).stdout).toContain('Steps of run 1 still run');
  const ended = await project.cli('cancel', 'latest');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/\d+ process(es)? of its steps still ran and (was|were) killed\./);
  expect(await processesOfRun(id)).toEqual([]);
  const view = await project.run('show', 'latest');
  expect([view.status, results(view)]).toEqual([
    'cancelled',
    { train: 'cancelled', tidy: 'success' },
  ]);
});

test('Ctrl-C cancels with grace and ends with exit code 130', async () => {
  const project = makeProject(SLOW);
  const running = project.start(['run', 'slow', '--json']);
  await hears(running, 'ready');
  running.process.kill('SIGINT');
  const { code, stdout, stderr } = await running.over;
  expect(code).toBe(130);
  expect(stderr).toContain('saved');
  expect(results(JSON.parse(stdout))).toEqual({ train: 'cancelled', tidy: 'success' });
});

test('Ctrl-C pressed twice kills what still runs', async () => {
  const project = makeProject({
    '.mlpipelines/deaf.yml': `
name: deaf
on: { workflow_dispatch: {} }
steps:
  train:
    grace-period: 1h
    run: |
      trap '' TERM
      echo ready
      sleep 600
`,
  });
  const running = project.start(['run', 'deaf', '--json']);
  await hears(running, 'ready');
  running.process.kill('SIGINT');
  await hears(running, 'Ctrl-C again');
  running.process.kill('SIGINT');
  const { code, stdout } = await running.over;
  expect(code).toBe(130);
  const view = JSON.parse(stdout);
  expect(results(view)).toEqual({ train: 'cancelled' });
  expect(await processesOfRun(view.id)).toEqual([]);
});

/** Until the process has written it; fails when it has ended without. */
function hears(running: Started, text: string): Promise<true> {
  return waitUntil(() => {
    if (running.text().includes(text)) return true;
    expect(running.process.exitCode, running.text()).toBe(null);
    return false;
  });
}
