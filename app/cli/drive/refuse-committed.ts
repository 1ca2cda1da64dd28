import { selectPaths } from '../../../content/manifest/select-files.ts';
import type { Plan } from '../../domain/plan.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { productGlobs } from '../../domain/seen-files.ts';
import { askGit } from '../../local/ask-git.ts';
import { UsageError } from '../usage-error.ts';
import type { PartOfRun } from '../earlier/reuse-steps.ts';

/**
 * Refuses a run in place whose steps are to write what is committed: elsewhere a step does not see such a file, but here
 * it lies there, and would count as written. Throws a `UsageError`.
 */
export async function refuseCommitted(
  root: string,
  plan: Plan,
  { reuse, exclude }: Pick<PartOfRun, 'reuse' | 'exclude'>,
): Promise<void> {
  // https://git-scm.com/docs/git-ls-files: `-z` leaves names as they are.
  const listing = (await askGit(root, 'ls-files', '-z', '--cached')) ?? '';
  const tracked = listing.split('\0').flatMap((path) => (path === '' ? [] : [{ path }]));
  for (const step of plan.steps) {
    if (step.id in reuse || step.id in exclude) continue;
    const [first] = selectPaths(tracked, productGlobs(step)).selected;
    if (first === undefined) continue;
    throw new UsageError(
      `${step.id} is to write ${first.path}, which is committed: in place nobody could tell the old one from a new one.`,
      `Take it out of git (git rm --cached ${shellWord(first.path)}, and a line in .gitignore), let ${step.id} write to another path, or run without --in-place.`,
    );
  }
}
