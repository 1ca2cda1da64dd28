import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { processesOfRun } from '../../app/local/run-processes.ts';
import type { RunView } from '../../schemas/run-view.generated.ts';
import { waitUntil } from '../support/wait-until.ts';
import { makeProject, stepOf, type Project } from './project.ts';

/** Steps of every kind that has effects outside: a source, a cached one, a matrix, a model that is registered and promoted. */
const CRASH_PIPELINE = {
  '.mlpipelines/crash.yml': `
name: crash
on: { workflow_dispatch: {} }
concurrency: { group: one }
steps:
  data:
    run: echo data >> "$HOME/ran" && mkdir set && echo 6 > set/rows
    outputs: { set: { type: dataset, path: set } }
  cells:
    inputs: { set: data.set }
    files: []
    strategy: { matrix: { seed: [1, 2] } }
    run: echo cells-\${{ matrix.seed }} >> "$HOME/ran" && cp set/rows model && chmod u+w model && echo \${{ matrix.seed }} >> model
    outputs: { model: { type: file, path: model } }
  evaluate:
    inputs: { models: { from: cells.model, path: models } }
    files: []
    run: |
      echo evaluate >> "$HOME/ran"
      cat models/1 models/2 > best
      echo '{"rows": 6}' > metrics.json
    metrics: metrics.json
    gates: { rows: { metric: rows, op: "==", value: 6 } }
    outputs: { best: { type: model, path: best } }
  register:
    register: { model: crash, from: evaluate.best, metrics: evaluate, alias: candidate }
  deploy:
    needs: [register]
    run: echo deploy >> "$HOME/ran"
    promote: { from: register, alias: production }
`,
};

const RUN = ['run', 'crash', '--deploy', '--yes'];
const COMMANDS = ['data', 'cells[seed=1]', 'cells[seed=2]', 'evaluate', 'deploy'];

/** How many moments there are at which this run's process can die between two things that it does outside. */
export async function countBoundaries(): Promise<number> {
  const project = makeProject(CRASH_PIPELINE);
  const file = join(project.root, '.count');
  const { code, stderr } = await project.startKilled(RUN, {
    HOME: project.root,
    KILL_COUNT_FILE: file,
  }).over;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return Number(readFileSync(file, 'utf8'));
}

/** Kills a run's process at one of these moments and goes on with the run; checks all that must hold then. */
export async function crashAt(boundary: number): Promise<void> {
  const project = makeProject(CRASH_PIPELINE);
  const env = { HOME: project.root };
  await project.startKilled(RUN, { ...env, KILL_AT: String(boundary) }).over;
  const before = await newestRun(project);
  if (before === null) return;
  await nothingSurvives(before.id);
  const then = timesRun(project);
  const resumed = await project.start(['resume', 'latest', '--json'], env).over;
  if (resumed.code === 2) expect(resumed.stderr).toContain('is over');
  const after = await project.run('show', 'latest');
  expect(after.status, resumed.stderr).toBe('succeeded');
  finishedStepsStay(before, after);
  finishedStepsRanOnce(before, then, timesRun(project));
  expect(after.models.map(({ version, alias }) => [version, alias])).toEqual([
    [1, 'candidate'],
    [1, 'production'],
  ]);
  expect((await project.cli('get', 'latest', 'evaluate.best', 'fetched')).code).toBe(0);
  expect(readFileSync(join(project.root, 'fetched'), 'utf8')).toBe('6\n1\n6\n2\n');
}

/** The newest run as it stands in the store; null when none had begun. */
export async function newestRun(project: Project): Promise<RunView | null> {
  const { code, stdout, stderr } = await project.cli('show', 'latest', '--json');
  if (code === 0) return JSON.parse(stdout);
  expect(stderr).toContain('There is no run yet');
  return null;
}

/** Soon after the process that drove a run was killed, no process of the run is left. */
export async function nothingSurvives(run: string): Promise<void> {
  await waitUntil(async () => (await processesOfRun(run)).length === 0);
}

/** What was over before stays as it was, attempts and all. */
export function finishedStepsStay(before: RunView, after: RunView): void {
  for (const step of before.steps.filter(({ result }) => result !== null)) {
    expect(stepOf(after, step.key)).toEqual(step);
  }
}

/** How often each step's or cell's command ran, by key. */
function timesRun(project: Project): ReadonlyMap<string, number> {
  const file = join(project.root, 'ran');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const keys = lines.map((line) => line.replace(/^cells-(\d)$/, 'cells[seed=$1]'));
  return new Map(COMMANDS.map((key) => [key, keys.filter((ran) => ran === key).length]));
}

/** What was over before the crash ran no more; everything else ran at least once. */
function finishedStepsRanOnce(
  before: RunView,
  then: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): void {
  for (const key of COMMANDS) {
    const step = before.steps.find((candidate) => candidate.key === key);
    if (step?.result === 'success') expect(now.get(key), key).toBe(then.get(key));
    expect(now.get(key), key).toBeGreaterThanOrEqual(1);
  }
}
