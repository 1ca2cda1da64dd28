import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A clone of a repository as a person has it on their machine; they are told apart by their tokens. */
export type WorkingCopy = {
  readonly folder: string;
  /** Writes files on a branch (made from main as it is there where it is new), commits them and pushes; gives the commit. */
  readonly push: (change: PushedChange) => Promise<string>;
};

export type PushedChange = {
  readonly branch: string;
  readonly message: string;
  readonly by: string;
  /** The address to push to, with its token. */
  readonly to: string;
  readonly edit: (folder: string) => void;
};

/** Makes an empty repository in `folder`. */
export async function openWorkingCopy(folder: string): Promise<WorkingCopy> {
  mkdirSync(folder, { recursive: true });
  await git(folder, ['init', '--quiet', '--initial-branch=main']);
  return {
    folder,
    push: async ({ branch, message, by, to, edit }) => {
      if ((await git(folder, ['branch', '--list', branch])) === '' && branch !== 'main') {
        await git(folder, ['fetch', '--quiet', to, 'main']);
        await git(folder, ['branch', branch, 'FETCH_HEAD']);
      }
      if (branch !== 'main') await git(folder, ['checkout', '--quiet', branch]);
      edit(folder);
      await git(folder, ['add', '--all']);
      // The address by which GitHub knows whose commit it is.
      const address = `${by}@users.noreply.github.com`;
      const author = ['-c', `user.name=${by}`, '-c', `user.email=${address}`];
      await git(folder, [...author, 'commit', '--quiet', '--allow-empty', `--message=${message}`]);
      await git(folder, ['push', '--quiet', to, `${branch}:${branch}`]);
      const sha = await git(folder, ['rev-parse', 'HEAD']);
      if (branch !== 'main') await git(folder, ['checkout', '--quiet', 'main']);
      return sha;
    },
  };
}

/** Writes a text file below a folder. */
export function writeText(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const run = promisify(execFile);

async function git(folder: string, args: readonly string[]): Promise<string> {
  const quiet = ['-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false'];
  const { stdout } = await run('git', [...quiet, ...args], { cwd: folder });
  return stdout.trim();
}
