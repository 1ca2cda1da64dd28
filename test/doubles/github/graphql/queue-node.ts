import type { QueueEntry, Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { nodeId } from '../views/scalars.ts';
import { connection, pullNode, type Page } from './pull-node.ts';

/** https://docs.github.com/graphql/reference/objects#mergequeue; null where the branch has none. */
export function queueNode(world: World, repository: Repository, branch: string) {
  if (repository.protections.get(branch)?.queue !== true) return null;
  const entries = repository.queues.get(branch) ?? [];
  return {
    __typename: 'MergeQueue',
    id: nodeId('MergeQueue', `${repository.id}:${branch}`),
    entries: (page: Page) =>
      connection(
        entries.map((entry, index) => entryNode(world, repository, { entry, index })),
        page,
      ),
  };
}

function entryNode(
  world: World,
  repository: Repository,
  { entry, index }: { readonly entry: QueueEntry; readonly index: number },
) {
  return {
    __typename: 'MergeQueueEntry',
    id: nodeId('MergeQueueEntry', `${repository.id}:${entry.ref}`),
    position: index + 1,
    state: 'AWAITING_CHECKS',
    solo: false,
    jump: false,
    baseCommit: { __typename: 'Commit', oid: entry.baseSha },
    headCommit: { __typename: 'Commit', oid: entry.headSha },
    pullRequest: () => pullNode(world, repository, entry.issue),
  };
}
