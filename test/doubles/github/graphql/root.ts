import type { Auth } from '../state/accounts.ts';
import { repositoryOnceOf } from '../state/world.ts';
import type { ApiServer } from '../http/api-server.ts';
import { iso } from '../views/scalars.ts';
import { sees } from '../http/access/authorize.ts';
import { actorNode } from './actor-node.ts';
import { createCommitOnBranch } from './create-commit-on-branch.ts';
import { minimizeComment } from './minimize-comment.ts';
import { repositoryNode } from './repository-node.ts';

/** What queries and mutations start from, for whoever asks; an error has a `type`, as GitHub's do. */
export function rootFor({ world, limits }: Pick<ApiServer, 'world' | 'limits'>, auth: Auth) {
  return {
    rateLimit() {
      const { limit, remaining, used, reset } = limits.report(auth, 'graphql');
      const rest = { limit, remaining, used, resetAt: iso(reset * 1000) };
      return { __typename: 'RateLimit', cost: 1, nodeCount: 1, ...rest };
    },
    viewer: () => actorNode(world, auth.kind === 'user' ? auth.account : botAccount(auth)),
    /** `followRenames` is true unless a query says otherwise: https://docs.github.com/graphql/reference/queries#repository */
    repository({ owner, name }: { readonly owner: string; readonly name: string }) {
      const repository = repositoryOnceOf(world, owner, name);
      if (repository === undefined || !sees(auth, repository))
        throw new Error(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
      return repositoryNode(world, repository, auth);
    },
    minimizeComment: ({ input }: { input: Parameters<typeof minimizeComment>[2] }) =>
      minimizeComment(world, auth, input),
    createCommitOnBranch: ({ input }: { input: Parameters<typeof createCommitOnBranch>[2] }) =>
      createCommitOnBranch(world, auth, input),
  };
}

function botAccount(auth: Auth) {
  if (auth.kind === 'installation' || auth.kind === 'job') return auth.app.bot;
  throw new Error('Resource not accessible by integration');
}
