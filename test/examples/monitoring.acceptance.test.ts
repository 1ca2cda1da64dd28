import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { ReportFile } from '../../schemas/report.generated.ts';
import { waitUntil } from '../support/wait-until.ts';
import { results, stepOf, type Project } from '../e2e/project.ts';
import { exampleProject } from './example-project.ts';

test('production is watched: as long as penguins stay as they were it passes, and once they drift a new training beats it and takes its place', async () => {
  const project = exampleProject('monitoring');
  const none = await project.run('run', 'monitor');
  expect(none.status).toBe('succeeded');
  expect(results(none)).toEqual({ newest: 'success', watch: 'skipped' });
  await promoted(project);

  const well = await project.run('run', 'monitor');
  expect(results(well)).toEqual({ newest: 'success', watch: 'success' });
  execFileSync('python3', ['-B', 'src/pretend_drift.py', '20'], { cwd: project.root });
  const drifted = JSON.parse((await project.cli('run', 'monitor', '--json')).stdout);
  expect(drifted.status).toBe('rejected');
  expect(verdicts(stepOf(drifted, 'watch'))).toEqual({
    enough: 'pass',
    drift: 'fail',
    quality: 'fail',
  });

  const again = await promoted(project);
  expect(again.status).toBe('succeeded');
  const { metrics } = stepOf(again, 'evaluate');
  expect(metrics['log_loss']).toBeLessThan(metrics['champion.log_loss'] ?? 0);
  const report = await project.run<ReportFile>('report', 'latest');
  expect(report.baselines.map(({ name }) => name)).toEqual(['penguins@production']);

  const closed = await project.run('run', 'monitor');
  expect(results(closed)).toEqual({ newest: 'success', watch: 'success' });
});

/** Trains a model and deploys it, approved in another terminal. */
async function promoted(project: Project) {
  const running = project.start(['run', 'penguins', '--deploy', '--yes']);
  await waitUntil(() => running.text().includes('is waiting for approval'));
  await project.cli('approve', 'latest', 'deploy');
  expect((await running.over).code).toBe(0);
  return project.run('show', 'latest');
}

function verdicts({ gates }: ReturnType<typeof stepOf>) {
  return Object.fromEntries(gates.map(({ id, verdict }) => [id, verdict]));
}
