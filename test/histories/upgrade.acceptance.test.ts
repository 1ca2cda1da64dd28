import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../support/fresh-folder.ts';
import { runCli } from '../support/run-cli.ts';

/** What each released version kept and said of a run (`scripts/record-history.ts`). */
const versions = readdirSync(import.meta.dirname).filter((name) => /^\d+\.\d+\.\d+$/.test(name));
const env = { PATH: process.env['PATH'] ?? '' };

type Answer = { readonly args: readonly string[]; readonly stdout: string };

test('there is a version to open', () => {
  expect(versions).toContain('0.1.0');
});

describe.each(versions)('what %s kept', (version) => {
  const folder = join(import.meta.dirname, version);
  const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as Answer[];

  test('is read as it was', async () => {
    const cwd = unpacked(folder);
    expect(answers.length).toBeGreaterThan(2);
    for (const { args, stdout } of answers) {
      const told = await runCli({ cwd, env }, ...args);
      if (!args.includes('--json')) expect(told.stdout, told.stderr).toBe(stdout);
      // A later version may say more, and says nothing otherwise.
      else expect(JSON.parse(told.stdout)).toMatchObject(JSON.parse(stdout) as object);
    }
  });

  test('goes on: artifacts come back, and its failed steps run again as they were', async () => {
    const cwd = unpacked(folder);
    const got = await runCli({ cwd, env }, 'get', '1', 'numbers.numbers', 'got');
    expect(got.code, got.text).toBe(0);
    expect(readFileSync(join(cwd, 'got'), 'utf8')).toBe('1\n2\n3\n4\n5\n');
    const rerun = await runCli({ cwd, env }, 'rerun', '1', '--failed');
    expect(rerun.text).toContain('exit code 3');
    const shown = await runCli({ cwd, env }, 'show', 'latest', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ number: 1, attempt: 2, status: 'failed' });
  });

  test('is of use to a new run: nothing that has not changed is done again', async () => {
    const cwd = unpacked(folder);
    const run = await runCli({ cwd, env }, 'run', 'kept');
    for (const seed of [1, 2]) expect(run.text).toContain(`train[seed=${seed}] cached`);
  });
});

function unpacked(folder: string): string {
  const cwd = freshFolder();
  execFileSync('tar', ['-xzf', join(folder, 'project.tgz'), '-C', cwd]);
  return cwd;
}
