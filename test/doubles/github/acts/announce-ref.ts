import { ZERO_SHA } from '../git/write-objects.ts';
import { emit } from '../hooks/emit.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import { installationOn, type World } from '../state/world.ts';
import { pushView } from '../views/push-view.ts';
import type { RefMove } from './ref-move.ts';
import { startByPush } from '../actions/start-by-push.ts';
import { requestSuite } from './check-suites.ts';
import { followHeads } from './sync-pulls.ts';

/**
 * What GitHub does after a ref moved: `push` (and `create`, `delete`), then open pull requests of the branch go on,
 * then every App with checks gets a suite for the new commit. Pull refs move in silence.
 */
export function announceRef(world: World, repository: Repository, told: Told): Promise<void> {
  const before = turns.get(repository) ?? Promise.resolve();
  const turn = before.then(() => announce(world, repository, told));
  // A failure is the caller's to hear of, not of whoever moves a ref next.
  turns.set(
    repository,
    turn.catch(() => {}),
  );
  return turn;
}

type Told = { readonly move: RefMove; readonly actor: Actor };

/** One move after the other, so that each tells of itself. */
const turns = new WeakMap<Repository, Promise<void>>();

async function announce(world: World, repository: Repository, { move, actor }: Told) {
  const kind = kindOf(move.ref);
  if (kind === null) return;
  repository.pushedAt = world.clock.now();
  emit(world, {
    event: 'push',
    repository,
    sender: actor,
    about: await pushView(world, repository, { move, actor }),
  });
  if (move.before === ZERO_SHA || move.after === ZERO_SHA)
    announceLife(world, repository, { move, actor });
  if (move.after !== ZERO_SHA) await startByPush(world, repository, { move, actor });
  if (kind === 'tag') return;
  const branch = move.ref.slice('refs/heads/'.length);
  await followHeads(world, { repository, branch, after: move.after, actor });
  if (move.after === ZERO_SHA) return;
  for (const app of world.apps.values()) {
    const installation = installationOn(world, app, repository);
    if (installation?.permissions['checks'] === 'write')
      await requestSuite(world, repository, { app, move, actor });
  }
}

function announceLife(world: World, repository: Repository, { move, actor }: Told): void {
  const isNew = move.before === ZERO_SHA;
  emit(world, {
    event: isNew ? 'create' : 'delete',
    repository,
    sender: actor,
    about: {
      ref: move.ref.replace(/^refs\/(heads|tags)\//, ''),
      ref_type: kindOf(move.ref),
      pusher_type: 'user',
      ...(isNew && {
        master_branch: repository.defaultBranch,
        description: repository.description,
      }),
    },
  });
}

function kindOf(ref: string): 'branch' | 'tag' | null {
  if (ref.startsWith('refs/heads/')) return 'branch';
  return ref.startsWith('refs/tags/') ? 'tag' : null;
}
