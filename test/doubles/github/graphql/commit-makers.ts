import type { Commit } from '../git/read-objects.ts';
import type { World } from '../state/world.ts';
import { accountOfEmail } from '../views/commit-view.ts';
import { actorNode } from './actor-node.ts';

/** Who made a commit: its author, the co-authors that its message names, and its committer. */
export function commitMakers(world: World, { author, committer, message }: Commit) {
  const trailers = message.matchAll(/^co-authored-by:\s*(.*?)\s*<([^>]+)>\s*$/gim);
  const others = [...trailers].map(([, name = '', email = '']) => ({ name, email }));
  const makers = [author, ...others].map((each) => gitActor(world, each));
  return {
    authors: ({ first = 100 }: { readonly first?: number }) => ({
      totalCount: makers.length,
      nodes: makers.slice(0, first),
    }),
    committer: gitActor(world, committer),
  };
}

function gitActor(world: World, { name, email }: Pick<Commit['author'], 'name' | 'email'>) {
  const account = accountOfEmail(world, email);
  // Of bots, GitHub says nothing here, or this: https://github.com/linuxfoundation/crowd.dev/pull/3681
  const user =
    account === null
      ? null
      : { ...actorNode(world, account), login: account.login, __typename: 'User' };
  return { __typename: 'GitActor', name, email, user };
}
