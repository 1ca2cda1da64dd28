import { readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeProject, type Project } from './project.ts';

const STORE = '.mlpipelines/.state/store.sqlite';

describe('a store that is lost ends the command with its file and what to do', () => {
  test.each([
    ['removed', (store: string) => `rm ${store}`, 'was removed or replaced while it was in use'],
    ['replaced', (store: string) => `cp ${store} x && mv x ${store}`, 'was removed or replaced'],
    ['cut', (store: string) => `truncate -s 1000 ${store}`, 'is damaged'],
  ])('%s by a step of the run', async (_, command, words) => {
    const project = makeProject({ 'notes.md': 'Notes.\n' });
    project.write({
      '.mlpipelines/a.yml': `name: a\nsteps:\n  x: { run: ${command(join(project.root, STORE))} }\n  y: { needs: [x], run: "true" }\n`,
    });
    expectTold(project, await project.cli('run', 'a'), words);
  });

  test.each([
    ['overwritten', (store: string) => writeFileSync(store, 'no database '.repeat(1000))],
    ['cut', (store: string) => truncateSync(store, 1000)],
    ['mixed up', (store: string) => writeFileSync(store, shuffled(readFileSync(store)))],
  ])('%s between two commands', async (_, spoil) => {
    const project = makeProject({
      '.mlpipelines/a.yml': 'name: a\nsteps:\n  x: { run: "true" }\n',
    });
    await project.cli('run', 'a');
    spoil(join(project.root, STORE));
    for (const command of [['runs'], ['show', 'latest'], ['run', 'a'], ['gc']]) {
      const answer = await project.cli(...command);
      expectTold(project, answer, 'is damaged');
      expect(answer.stderr).toContain(`mv ${join(project.root, STORE)} `);
    }
  });
});

test('gc in the place of a store that was moved aside takes nothing of its runs', async () => {
  const project = makeProject({
    '.mlpipelines/a.yml': 'name: a\nsteps:\n  x: { run: "echo said" }\n',
  });
  await project.cli('run', 'a');
  renameSync(join(project.root, STORE), join(project.root, `${STORE}.aside`));
  const refused = await project.cli('gc', '--yes');
  expect(refused.code, refused.stdout).toBe(2);
  expect(refused.stderr).toContain('knows no run, but runs have left logs of 1 run and');
  await project.cli('run', 'a');
  const { code, stdout } = await project.cli('gc', '--yes');
  expect(code).toBe(0);
  expect(stdout).toContain(
    'Logs of 1 run that the store does not know stay until they are 90 days',
  );
  const asked = await project.cli('gc', '--keep', '0');
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('the logs of 1 run') });
  renameSync(join(project.root, `${STORE}.aside`), join(project.root, STORE));
  expect((await project.cli('logs', '1', 'x')).stdout).toContain('said');
});

function expectTold(project: Project, answer: Awaited<ReturnType<Project['cli']>>, words: string) {
  expect(answer.code, answer.stdout).toBe(2);
  expect(answer.stderr).toContain(`error: ${join(project.root, STORE)} ${words}`);
  expect(answer.stderr).not.toContain('    at ');
  expect(answer.stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
}

/** The header stays, every page behind it is another's. */
function shuffled(bytes: Buffer): Buffer {
  const page = 4096;
  const pages = Array.from({ length: bytes.length / page }, (_, index) =>
    bytes.subarray(index * page, (index + 1) * page),
  );
  return Buffer.concat([...pages.slice(0, 1), ...pages.slice(1).toReversed()]);
}
