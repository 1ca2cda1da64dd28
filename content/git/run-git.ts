import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GitFailure } from './git-failure.ts';

/** What git is asked. All of these only read; none makes a patch, shows a page, signs, talks to a remote or checks out. */
export type GitQuestion =
  | 'check-ignore'
  | 'config'
  | 'ls-files'
  | 'ls-tree'
  | 'merge-base'
  | 'remote'
  | 'rev-list'
  | 'rev-parse'
  | 'status'
  | 'symbolic-ref';

export type GitSetting = readonly [name: string, value: string];

/**
 * Runs git in a folder and gives what it prints; the one place that does. Throws `GitFailure`.
 *
 * A clone may be hostile, an unpacked archive even more so: it brings its `.git/config`. What is decided here: git runs
 * nothing that a repository names. Settings given with `-c` come last and win over those of any file, included ones too
 * (https://git-scm.com/docs/git-config#SCOPES), so each that could start a program in the questions above is set here:
 *
 * - A folder with HEAD, objects and refs is a bare repository to git, with a configuration that can be committed
 *   (https://git-scm.com/docs/git-config#Documentation/git-config.txt-safebareRepository; since 2.38, ignored before).
 * - `core.fsmonitor` names a hook, or starts a daemon (#Documentation/git-config.txt-corefsmonitor).
 * - Hooks lie in `core.hooksPath` (#Documentation/git-config.txt-corehooksPath). Without optional locks the index is not
 *   written, nor another terminal's git disturbed (https://git-scm.com/docs/git#Documentation/git.txt-GITOPTIONALLOCKS).
 * - A missing object would be fetched from a remote that the repository promises it from, by `core.sshCommand`, `ext::`
 *   or `remote.*.vcs`: no lazy fetch (https://git-scm.com/docs/git#Documentation/git.txt-GITNOLAZYFETCH; since 2.39.4),
 *   and no protocol, which wins over `protocol.*.allow` (#Documentation/git.txt-GITALLOWPROTOCOL).
 * - Filters have names of their own: see `users-filters.ts`.
 *
 * The user's own configuration stays in force. `GIT_*` does not: in a hook of git it points at another tree.
 *
 * Nor does it wait without end: git opens what is called `.gitignore` or `config`, also a pipe that nobody writes into.
 */
export async function runGit(
  folder: string,
  question: readonly [GitQuestion, ...string[]],
  settings: readonly GitSetting[] = [],
  limitMs: number = LIMIT_MS,
): Promise<string> {
  const set = [...SETTINGS, ...settings].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    const { stdout } = await run('git', ['-C', folder, ...set, ...question], {
      env: environment(),
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: limitMs,
      // All questions only read, so that nothing is left half done.
      killSignal: 'SIGKILL',
    });
    return stdout;
  } catch (error) {
    throw new GitFailure({ folder, question: question[0], limitMs }, error);
  }
}

const SETTINGS: readonly GitSetting[] = [
  ['safe.bareRepository', 'explicit'],
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
];

const VARIABLES = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: '',
  GIT_TERMINAL_PROMPT: '0',
};

function environment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return { ...Object.fromEntries(others), ...VARIABLES };
}

const run = promisify(execFile);
const LIMIT_MS = 60_000;
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;
