import { noAnswer } from './git-failure.ts';
import { runGit } from './run-git.ts';

/** What lies in a folder and git ignores, a folder of which all is ignored as one with a `/`; nothing where no git governs it. Throws `GitFailure` where git is not done in time. */
export async function listIgnored(root: string): Promise<readonly string[]> {
  // https://git-scm.com/docs/git-ls-files: `-z` leaves names as they are, `--directory` does not go into such a folder.
  const told = await runGit(root, ['ls-files', '-z', ...IGNORED]).catch(noAnswer);
  return (told ?? '').split('\0').filter((path) => path !== '');
}

const IGNORED = ['--others', '--ignored', '--exclude-standard', '--directory'];
