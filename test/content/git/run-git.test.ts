import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { GitFailure, noAnswer } from '../../../content/git/git-failure.ts';
import { runGit } from '../../../content/git/run-git.ts';
import { commit, write } from '../../e2e/make-clone.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const run = promisify(execFile);

test('git that waits for a pipe is ended, and said to be; what only fails is not an answer', async () => {
  const root = join(freshFolder(), 'r');
  write(root, { 'a.txt': 'a\n' });
  commit(root);
  mkdirSync(join(root, 'sub'));
  await run('mkfifo', [join(root, 'sub/.gitignore')]);
  const listing = ['ls-files', '--others', '--exclude-standard'] as const;
  const late: unknown = await runGit(root, listing, [], 500).catch((error: unknown) => error);
  expect(late).toMatchObject({
    isLate: true,
    exitCode: null,
    message: expect.stringContaining(`git ls-files did not answer about ${root} within 500ms`),
  });
  expect(() => noAnswer(late)).toThrow(GitFailure);
  const failed: unknown = await runGit(root, ['rev-parse', '--verify', 'nowhere']).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({ isLate: false, exitCode: 128 });
  expect(noAnswer(failed)).toBe(null);
});
