import { writeCommit } from '../git/write-objects.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { iso } from '../views/scalars.ts';
import { moveRef } from './move-ref.ts';

/** Puts a commit of a tree on a branch that stands at `head`; null when it moved meanwhile. */
export async function commitToBranch(
  world: World,
  repository: Repository,
  wanted: {
    readonly ref: string;
    readonly head: string;
    readonly tree: string;
    readonly message: string;
    readonly actor: Actor;
  },
): Promise<string | null> {
  const { ref, head, tree, message, actor } = wanted;
  const signature = signatureOf(world, actor);
  const commit = await writeCommit(repository.gitDir, {
    tree,
    parents: [head],
    message,
    author: signature,
    committer: signature,
  });
  const isMoved = await moveRef(world, repository, {
    move: { ref, before: head, after: commit },
    actor,
  });
  return isMoved ? commit : null;
}

export function signatureOf(world: World, { account }: Actor) {
  const name = account.name ?? account.login;
  return { name, email: account.email, date: iso(world.clock.now()) };
}
