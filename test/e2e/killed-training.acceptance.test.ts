import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { finishedStepsStay, newestRun, nothingSurvives } from './crash.ts';
import { makeProject, stepOf } from './project.ts';

// Killed at any boundary between two effects: crash.acceptance.test.ts.
const TRAINING = {
  '.mlpipelines/train.yml': `
name: train
on: { workflow_dispatch: {} }
steps:
  data:
    run: mkdir set && echo 1 > set/rows
    outputs: { set: { type: dataset, path: set } }
  train:
    inputs: { set: data.set }
    files: [train.py]
    run: python3 train.py
    checkpoint: { path: ckpt, save: on-signal, every: 1s }
    outputs: { model: { type: file, path: model } }
`,
  'train.py': `
import os, subprocess, time
subprocess.Popen(["setsid", "sleep", "600"])
state = "ckpt/step"
begin = int(open(state).read()) if os.path.exists(state) else 0
open(os.environ["HOME"] + "/begins", "a").write(f"{begin}\\n")
# The first time it goes on until it is killed.
for step in range(begin + 1, begin + 4 if begin > 0 else 10**6):
    time.sleep(0.1)
    os.makedirs("ckpt", exist_ok=True)
    open(state + ".new", "w").write(str(step))
    os.replace(state + ".new", state)
    open(os.environ["MLPIPELINES_CHECKPOINT_READY"], "a").write("ready\\n")
    print("step", step, flush=True)
open("model", "w").write("trained")
`,
};

test('training that is killed with its process goes on from its last complete checkpoint', async () => {
  const project = makeProject(TRAINING);
  const env = { HOME: project.root };
  const running = project.start(['run', 'train'], env);
  await waitUntil(() => running.text().includes('step 15'));
  running.process.kill('SIGKILL');
  await running.over;
  const before = await newestRun(project);
  if (before === null) throw new Error('the run was not kept');
  await nothingSurvives(before.id);
  const resumed = await project.start(['resume', 'latest', '--json'], env).over;
  expect(resumed.stderr).not.toContain('error');
  const after = await project.run('show', 'latest');
  expect(after.status).toBe('succeeded');
  finishedStepsStay(before, after);
  const [first, second] = stepOf(after, 'train').attempts;
  expect(first).toMatchObject({ status: 'interrupted' });
  expect(second?.resumedFrom).toMatch(/^sha256:/);
  const begins = readFileSync(join(project.root, 'begins'), 'utf8').trim().split('\n').map(Number);
  expect(begins[0]).toBe(0);
  expect(begins[1]).toBeGreaterThan(0);
});
