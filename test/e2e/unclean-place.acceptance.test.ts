import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeProject, results } from './project.ts';

test('a folder that cannot be emptied is told of and not used for the next step', async () => {
  const project = makeProject({
    '.mlpipelines/a.yml': `
name: a
steps:
  first: { run: 'mkdir -p d && mount -t tmpfs tmpfs d && echo old > d/left && pwd > $HOME/where' }
  second: { needs: [first], run: 'ls -A' }
`,
  });
  const env = { HOME: project.root };
  onTestFinished(() => {
    const place = readFileSync(join(project.root, 'where'), 'utf8').trim();
    execFileSync('umount', ['-l', join(place, 'd')]);
  });
  const run = await project.start(['run', 'a', '--json'], env).over;
  expect(results(JSON.parse(run.stdout))).toEqual({ first: 'success', second: 'success' });
  expect((await project.cli('logs', '1', 'second')).stdout).not.toContain('d\n');
  const told = await project.cli('logs', '1', 'first');
  expect(told.stdout).toContain('What the step left could not be removed');
  expect(run.stderr).not.toContain('    at ');
});
