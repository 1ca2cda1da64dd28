import { runGit } from './run-git.ts';

/** The rule by which git ignores a path of the repository in this folder, as `.gitignore:3`; null: it does not, or nobody can say. */
export async function ignoringRule(folder: string | null, path: string): Promise<string | null> {
  if (folder === null) return null;
  // `source:line:pattern<tab>path`, also for a rule that takes back: https://git-scm.com/docs/git-check-ignore#_output
  const told = await runGit(folder, ['check-ignore', '-v', '--', path]).catch(() => '');
  const [source = ''] = told.split('\t', 1);
  const line = /:\d+:/.exec(source);
  if (line === null || source.startsWith('!', line.index + line[0].length)) return null;
  return source.slice(0, line.index + line[0].length - 1);
}
