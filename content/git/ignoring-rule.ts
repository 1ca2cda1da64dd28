import { runGit } from './run-git.ts';

/** The rule by which git ignores a path of the repository in this folder, as `.gitignore:3`; null: it does not, or nobody can say. */
export async function ignoringRule(folder: string | null, path: string): Promise<string | null> {
  if (folder === null) return null;
  // `source:line:pattern<tab>path`, also for a rule that takes back: https://git-scm.com/docs/git-check-ignore#_output
  const told = await runGit(folder, ['check-ignore', '-v', '--', path]).catch(() => '');
  const [, rule, pattern = '!'] = /^(.+?:\d+):(.*)\t/.exec(told) ?? [];
  return rule === undefined || pattern.startsWith('!') ? null : rule;
}
