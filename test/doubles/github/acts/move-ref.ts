import { askGit } from '../git/run-git.ts';
import { ZERO_SHA } from '../git/write-objects.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { announceRef } from './announce-ref.ts';
import type { RefMove } from './ref-move.ts';

/** Moves, makes or removes a ref and tells the world. False when it did not stand at `before` any more. */
export async function moveRef(
  world: World,
  repository: Repository,
  { move, actor }: { readonly move: RefMove; readonly actor: Actor },
): Promise<boolean> {
  const { ref, before, after } = move;
  const args = after === ZERO_SHA ? ['-d', ref, before] : [ref, after, before];
  if ((await askGit(repository.gitDir, ['update-ref', ...args])) === null) return false;
  await announceRef(world, repository, { move, actor });
  return true;
}
