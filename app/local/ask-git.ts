import { noAnswer } from '../../content/git/git-failure.ts';
import { runGit, type GitQuestion } from '../../content/git/run-git.ts';

/** What git says of a folder, without its last line end; null when it fails or says nothing, or there is no git. Throws `GitFailure` where git is not done in time. */
export async function askGit(
  folder: string,
  ...question: readonly [GitQuestion, ...string[]]
): Promise<string | null> {
  const text = (await runGit(folder, question).catch(noAnswer))?.trimEnd() ?? '';
  return text === '' ? null : text;
}
