import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ready } from './check-ready.ts';
import { ReleaseProblem } from './release-problem.ts';
import { run } from './run.ts';

export type ActionRelease = {
  /** `OWNER/REPO` on GitHub. */
  readonly name: string;
  /** Where it is cloned from and pushed to. */
  readonly url: string;
};

export type MadeAction = {
  /** As workflow files name it. */
  readonly ref: string;
  /** Whether its repository has it already: it is not pushed again. */
  readonly isPublished: boolean;
};

const AUTHOR = 'mlpipelines';
const ADDRESS = 'mlpipelines@users.noreply.github.com';

type Parts = {
  readonly source: string;
  readonly folder: string;
  readonly version: string;
  readonly ready: Ready;
  readonly action: ActionRelease | null;
};

/**
 * Puts the action into a folder that can be a repository of its own: GitHub takes an action from a repository's root.
 * https://docs.github.com/en/actions/how-tos/create-and-publish-actions/release-and-maintain-actions
 *
 * Where its repository is known, the folder is a clone of it with a commit and a tag for the version. They bear the time
 * of our commit, so that whoever makes them again gets the same SHA. Null: a plain folder, named by nothing.
 */
export function makeAction(parts: Parts): MadeAction | null {
  const { source, folder, version, ready, action } = parts;
  run('npm', ['run', '--silent', 'build:action'], { cwd: source });
  if (action === null) {
    mkdirSync(folder, { recursive: true });
    putFiles(parts);
    return null;
  }
  run('git', ['clone', '--quiet', action.url, folder], { cwd: source });
  const tag = `v${version}`;
  const isPublished = run('git', ['tag', '--list', tag], { cwd: folder }) !== '';
  if (isPublished) run('git', ['checkout', '--quiet', '--detach', tag], { cwd: folder });
  putFiles(parts);
  run('git', ['add', '--all', '--force', '.'], { cwd: folder });
  const changed = run('git', ['status', '--porcelain'], { cwd: folder });
  if (isPublished && changed !== '') {
    throw new ReleaseProblem(
      `${action.name} already has ${tag}, with other bytes than this commit makes:\n${changed}`,
    );
  }
  if (!isPublished) commit(folder, tag, ready);
  const sha = run('git', ['rev-parse', 'HEAD'], { cwd: folder });
  return { ref: `${action.name}@${sha} # ${tag}`, isPublished };
}

function putFiles({ source, folder, version, ready }: Parts): void {
  for (const name of readdirSync(folder)) {
    if (name !== '.git') rmSync(join(folder, name), { recursive: true });
  }
  for (const name of ['action.yml', 'dist']) {
    const from = join(source, 'action', name);
    if (!existsSync(from)) throw new ReleaseProblem(`action/${name} was not built.`);
    cpSync(from, join(folder, name), { recursive: true });
  }
  cpSync(join(source, 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'README.md'), readme(version, ready));
}

function readme(version: string, { sha }: Ready): string {
  return `# mlpipelines action ${version}

Runs one attempt of one step of a pipeline. The workflow that mlpipelines writes uses it; it does nothing on its own.

Built from commit \`${sha}\` of mlpipelines by \`node scripts/release.ts ${version}\`, which makes the same bytes again.
`;
}

function commit(folder: string, tag: string, { sha, committedAt }: Ready): void {
  const when = `@${committedAt} +0000`;
  const env = {
    GIT_AUTHOR_NAME: AUTHOR,
    GIT_AUTHOR_EMAIL: ADDRESS,
    GIT_AUTHOR_DATE: when,
    GIT_COMMITTER_NAME: AUTHOR,
    GIT_COMMITTER_EMAIL: ADDRESS,
    GIT_COMMITTER_DATE: when,
  };
  // A signature has a time of its own, and would make another commit of it each time.
  const how = ['-c', 'commit.gpgSign=false', '-c', 'core.hooksPath=/dev/null'];
  const message = `${tag}\n\nBuilt from ${sha}.`;
  run('git', [...how, 'commit', '--quiet', '--allow-empty', '--message', message], {
    cwd: folder,
    env,
  });
  run('git', ['-c', 'tag.gpgSign=false', 'tag', tag], { cwd: folder, env });
}
