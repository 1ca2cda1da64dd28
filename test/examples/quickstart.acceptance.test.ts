import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReportFile } from '../../schemas/report.generated.ts';
import { results, stepOf } from '../e2e/project.ts';
import { exampleProject } from './example-project.ts';

test('the quickstart trains a real model, passes its gates and registers it; again, nothing runs', async () => {
  const project = exampleProject('quickstart');
  const first = await project.run('run', 'penguins', '--param', 'epochs=60');
  expect(first.status).toBe('succeeded');
  expect(results(first)).toEqual({
    ingest: 'success',
    validate: 'success',
    features: 'success',
    train: 'success',
    evaluate: 'success',
    register: 'success',
    deploy: 'skipped',
  });
  expect(verdicts(stepOf(first, 'validate'))).toMatchObject({
    'enough-rows': 'pass',
    'few-gaps': 'warn',
  });
  expect(verdicts(stepOf(first, 'evaluate'))).toEqual({
    accurate: 'pass',
    fair: 'pass',
    'worth-it': 'pass',
    'no-worse': 'no-baseline',
  });
  expect(stepOf(first, 'evaluate').metrics['accuracy']).toBeGreaterThanOrEqual(0.95);
  expect(first.models).toMatchObject([{ name: 'penguins', version: 1, alias: 'candidate' }]);

  const second = await project.run('run', 'penguins', '--param', 'epochs=60');
  const processes = second.steps.filter((step) => step.attempts.length > 0 && !step.cached);
  expect(processes.map(({ key }) => key).filter((key) => key !== 'register')).toEqual([]);
  expect(stepOf(second, 'train').artifacts).toEqual(stepOf(first, 'train').artifacts);
});

test('models that get the same penguins right are told apart by how sure of them they are', async () => {
  const project = exampleProject('quickstart');
  const train = (rate: string) =>
    project.run('run', 'penguins', '--param', 'epochs=60', '--param', `learning-rate=${rate}`);
  const first = await train('0.0005');
  await train('0.0001');
  const { metrics } = await project.run<ReportFile>('report', '2', '--compare', '1');
  const claims = metrics.map(({ name, against }) => [name, against['#1']?.claim]);
  expect(Object.fromEntries(claims)).toMatchObject({
    log_loss: 'worse',
    accuracy: 'no-detectable-change',
  });
  await train('0.0005');
  const again = await project.run<ReportFile>('report', '3', '--compare', '2');
  expect(again.metrics.find(({ name }) => name === 'log_loss')).toMatchObject({
    value: stepOf(first, 'evaluate').metrics['log_loss'],
    against: { '#2': { claim: 'better' } },
  });
});

test('training that is stopped and goes on ends with the very same model', async () => {
  const { root } = exampleProject('quickstart');
  const python = (...args: string[]) =>
    execFileSync('python3', ['-B', ...args], { cwd: root, stdio: 'pipe' });
  const model = () => readFileSync(join(root, 'work/model/model.json'), 'utf8');
  for (const step of ['ingest', 'validate', 'features']) python(`src/${step}.py`);
  python('src/train.py', '--epochs', '120');
  const whole = model();
  rmSync(join(root, 'work/checkpoint'), { recursive: true, force: true });
  rmSync(join(root, 'work/model'), { recursive: true });

  const stopped = spawn('python3', ['-B', 'src/train.py', '--epochs', '120'], { cwd: root });
  const ended = once(stopped, 'exit');
  await once(stopped.stdout, 'data');
  stopped.kill('SIGTERM');
  await ended;
  expect(existsSync(join(root, 'work/model'))).toBe(false);
  const told = python('src/train.py', '--epochs', '120').toString();
  expect(told).toMatch(/^going on after epoch [1-9]/);
  expect(model()).toBe(whole);

  for (const step of ['evaluate', 'deploy']) python(`src/${step}.py`);
  const asked = JSON.stringify({ beak_length_mm: 39, beak_depth_mm: 18.5, flipper_length_mm: 190 });
  expect(JSON.parse(python('work/release/predict.py', asked).toString())).toMatchObject({
    species: 'Adelie',
  });
});

function verdicts(step: {
  readonly gates: readonly { id: string; verdict: string }[];
}): Record<string, string> {
  return Object.fromEntries(step.gates.map(({ id, verdict }) => [id, verdict]));
}
