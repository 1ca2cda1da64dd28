import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from '../../e2e/project.ts';

const PIPELINE = 'name: p\non: { workflow_dispatch: {} }\nsteps:\n  a: { run: echo a }\n';

test('a run removes the workspace that a killed one left after its end, unless something works in it', async () => {
  const project = makeProject({ '.mlpipelines/p.yml': PIPELINE });
  const work = join(project.root, '.mlpipelines', '.state', 'work');
  const ids = [await project.run('run', 'p'), await project.run('run', 'p')].map(({ id }) => id);
  const left = [...ids, UNKNOWN].map((id) => join(work, id));
  for (const folder of left) {
    mkdirSync(join(folder, '1-1', 'scratch'), { recursive: true });
    writeFileSync(join(folder, '1-1', 'scratch', 'model'), 'bytes');
  }
  const env = { ...process.env, MLPIPELINES_RUN_ID: ids[1] };
  const living = spawn('sleep', ['60'], { env, stdio: 'ignore' });
  try {
    await project.run('run', 'p');
    expect(left.map((folder) => existsSync(folder))).toEqual([false, true, true]);
  } finally {
    living.kill('SIGKILL');
    await once(living, 'close');
  }
});

const UNKNOWN = '01jcx0000000000000000000zz';
