import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject, stepOf } from './project.ts';

const PROJECT = {
  '.gitignore': 'data/raw/*\n!data/raw/.gitkeep\n',
  'data/raw/.gitkeep': '',
  '.mlpipelines/p.yml': `
name: p
steps:
  count:
    inputs: { raw: { uri: ./data/raw } }
    run: wc -l < "\${{ inputs.raw.path }}/a.csv" > n.txt && cat n.txt
    outputs: { n: { type: file, path: n.txt } }
  kept:
    working-directory: sub
    inputs: { raw: { uri: ../data/raw/a.csv, mode: copy, path: in.csv } }
    run: cat in.csv > c.txt && echo "of \${{ inputs.raw.uri }}"
    outputs: { c: { type: file, path: c.txt } }
`,
  'sub/a.py': '',
};

test('data that git ignores is in the key, and read and copied as it is when a run is prepared', async () => {
  const project = makeProject(PROJECT);
  project.write({ 'data/raw/a.csv': '1\n2\n' });
  expect((await project.run('run', 'p')).status).toBe('succeeded');
  expect((await project.cli('logs', '1', 'kept')).stdout).toContain('of ../data/raw/a.csv\n');
  const again = await project.run('run', 'p');
  expect(again.steps.map(({ cached }) => cached)).toEqual([true, true]);
  project.write({ 'data/raw/a.csv': '1\n2\n3\n' });
  const plan = await project.cli('plan', 'p');
  expect(plan.stdout).toContain('input raw changed since #2');
  expect((await project.run('run', 'p')).status).toBe('succeeded');
  expect((await project.cli('logs', '3', 'count')).stdout).toContain('3\n');
});

test('a run that is repeated has its copy, and not what it only referred to', async () => {
  const project = makeProject(PROJECT);
  project.write({ 'data/raw/a.csv': '1\n' });
  await project.run('run', 'p');
  rmSync(join(project.root, 'data/raw/a.csv'));
  const kept = stepOf(await project.run('rerun', '1', '--from', 'kept'), 'kept');
  expect(kept).toMatchObject({ result: 'success', cached: false });
  const read = stepOf(await project.run('rerun', '1', '--from', 'count'), 'count');
  expect(read.result).toBe('failure');
  expect(read.attempts.at(-1)?.message).toContain('data/raw changed since this run was prepared');
  const gone = await project.cli('run', 'p');
  expect(gone.code).toBe(2);
  expect(gone.stderr).toContain('there is nothing at ../data/raw/a.csv');
});
