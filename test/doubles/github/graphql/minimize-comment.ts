import { grants, sees } from '../http/access/authorize.ts';
import { notify } from '../hooks/emit.ts';
import type { Auth } from '../state/accounts.ts';
import type { World } from '../state/world.ts';
import { readNodeId } from '../views/scalars.ts';

/** Hides a comment as outdated, resolved and so on. */
export function minimizeComment(
  world: World,
  auth: Auth,
  {
    subjectId,
    classifier,
    clientMutationId,
  }: {
    readonly subjectId: string;
    readonly classifier: string;
    readonly clientMutationId?: string;
  },
) {
  const { id } = readNodeId(subjectId);
  const repository = [...world.repositories.values()].find((each) => each.comments.has(Number(id)));
  const comment = repository?.comments.get(Number(id));
  if (repository === undefined || comment === undefined || !sees(auth, repository))
    throw new Error(`Could not resolve to a node with the global id of '${subjectId}'.`);
  const isToken = auth.kind === 'installation' || auth.kind === 'job';
  const mayWrite =
    isToken &&
    ['issues:write', 'pull_requests:write'].some((need) => grants(auth.permissions, need));
  if (isToken && !mayWrite) throw new Error('Resource not accessible by integration');
  comment.minimized = classifier;
  notify(world, { event: 'issue_comment', action: 'minimized', repository });
  return {
    clientMutationId: clientMutationId ?? null,
    minimizedComment: {
      __typename: 'IssueComment',
      id: subjectId,
      isMinimized: true,
      minimizedReason: classifier.toLowerCase(),
    },
  };
}
