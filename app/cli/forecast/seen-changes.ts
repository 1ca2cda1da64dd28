import { selectPaths } from '../../../content/manifest/select-files.ts';
import type { FileChange } from '../../compile/cache/changed-parts.ts';
import type { Plan } from '../../domain/plan.ts';
import { filesInKey } from '../../domain/seen-files.ts';

/**
 * Those of the changes to a repository that concern a pipeline, as it was or is: its file, what its steps see and what
 * their environments are built by. Others' pipelines are no news.
 */
export function seenChanges(
  changes: readonly FileChange[],
  plans: readonly Plan[],
): readonly FileChange[] {
  const seen = new Set(plans.flatMap((plan) => pathsSeen(plan, changes)));
  return changes.filter(({ path }) => seen.has(path));
}

function pathsSeen({ file, steps }: Plan, changes: readonly FileChange[]): readonly string[] {
  const seen = steps
    .filter(({ action }) => action.type === 'run')
    .flatMap((step) => selectPaths(changes, filesInKey(step, file)).selected);
  const requirements = steps.flatMap(({ python }) => python?.requirements ?? []);
  return [file, ...requirements, ...seen.map(({ path }) => path)];
}
