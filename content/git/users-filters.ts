import { GitFailure } from './git-failure.ts';
import { runGit, type GitSetting } from './run-git.ts';

/**
 * Settings that leave git the filters of the user and take away those that a repository's own configuration names: what
 * the repository sets is set back to what the user has, or to nothing. `.gitattributes` only says which files go through a
 * filter; which program that is, is configuration (https://git-scm.com/docs/gitattributes#_filter). Git LFS starts
 * programs of its own from there: https://github.com/git-lfs/git-lfs/blob/main/docs/extensions.md.
 *
 * Throws `GitFailure`, also where git is too old to say whose a setting is (2.26).
 */
export async function usersFilters(folder: string): Promise<readonly GitSetting[]> {
  const users = new Map<string, string>();
  const repositorys = new Set<string>();
  for (const { scope, name, value } of await listSettings(folder)) {
    if (scope === 'system' || scope === 'global') users.set(name, value);
    else repositorys.add(name);
  }
  return [...repositorys].map((name) => [name, users.get(name) ?? '']);
}

const FILTERS = String.raw`^(filter|lfs\.extension)\..*\.(clean|smudge|process|required)$`;

type Listed = { readonly scope: string; readonly name: string; readonly value: string };

/** As `-z` and `--show-scope` print them (https://git-scm.com/docs/git-config#Documentation/git-config.txt---null). */
async function listSettings(folder: string): Promise<readonly Listed[]> {
  const asked = ['config', '-z', '--show-scope', '--get-regexp', FILTERS] as const;
  const fields = (await runGit(folder, asked).catch(noneFound)).split('\0');
  return fields.flatMap((scope, at) => {
    const setting = fields[at + 1];
    if (at % 2 === 1 || setting === undefined) return [];
    const [name = '', ...value] = setting.split('\n');
    return [{ scope, name, value: value.join('\n') }];
  });
}

function noneFound(error: unknown): string {
  if (error instanceof GitFailure && error.exitCode === 1) return '';
  throw error;
}
