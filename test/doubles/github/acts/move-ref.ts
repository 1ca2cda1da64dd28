import { askGit, runGit } from '../git/run-git.ts';
import { ZERO_SHA } from '../git/write-objects.ts';
import type { Actor, Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { announceRef } from './announce-ref.ts';

export type RefMove = {
  readonly ref: string;
  /** 40 zeros: the ref is new. */
  readonly before: string;
  /** 40 zeros: the ref is removed. */
  readonly after: string;
};

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

/** Sets a ref that GitHub keeps itself (`refs/pull/…`); nobody hears of it. */
export async function setHiddenRef(repository: Repository, ref: string, sha: string | null) {
  await runGit(repository.gitDir, ['update-ref', ...(sha === null ? ['-d', ref] : [ref, sha])]);
}
