import type { RefMove } from '../acts/ref-move.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { addRun } from './add-run.ts';
import { emitRun } from './emit-run.ts';
import { parseWorkflow, readWorkflows, textAt } from './read-workflows.ts';

/**
 * What a push starts beside what the App starts: workflows with `on: push`, as the pushed commit has them. One by an App
 * does so as well; one with the token of a job of Actions does not.
 * https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow#triggering-a-workflow-from-a-workflow
 */
export async function startByPush(
  world: World,
  repository: Repository,
  { move, actor }: { readonly move: RefMove; readonly actor: Actor },
): Promise<void> {
  if (actor.app === world.actionsApp) return;
  const [, kind = '', name = ''] = /^refs\/(heads|tags)\/(.+)$/.exec(move.ref) ?? [];
  for (const workflow of await readWorkflows(world, repository)) {
    const text = await textAt(repository, move.after, workflow.path);
    if (text === null || !isStarted(parseWorkflow(text)['on'], kind, name)) continue;
    const about = { workflow, name, sha: move.after, actor };
    const run = await addRun(world, repository, {
      ...about,
      event: 'push',
      displayTitle: workflow.name,
    });
    emitRun(world, repository, { run, action: 'requested' });
  }
}

/** Names in filters are taken as they stand, and `**` for all of them: NOT-MODELLED.md. */
function isStarted(on: unknown, kind: string, name: string): boolean {
  const filters = filtersOf(on);
  if (filters === null) return false;
  const [own, other] = kind === 'heads' ? ['branches', 'tags'] : ['tags', 'branches'];
  const [take, leave] = [filters[own], filters[`${own}-ignore`]];
  if (Array.isArray(take)) return take.some((glob) => matches(glob, name));
  if (Array.isArray(leave)) return !leave.some((glob) => matches(glob, name));
  return filters[other] === undefined && filters[`${other}-ignore`] === undefined;
}

/** Null: the workflow is not for pushes. */
function filtersOf(on: unknown): Readonly<Record<string, unknown>> | null {
  if (on === 'push' || (Array.isArray(on) && on.includes('push'))) return {};
  if (typeof on !== 'object' || on === null || !('push' in on)) return null;
  return Object(on.push ?? {});
}

function matches(glob: unknown, name: string): boolean {
  if (typeof glob !== 'string') return false;
  return glob.endsWith('**') ? name.startsWith(glob.slice(0, -2)) : glob === name;
}
