import { commitToBranch } from '../acts/commit-to-branch.ts';
import { readCommit, resolveCommit } from '../git/read-objects.ts';
import { editTree, type FileEdit } from '../git/write-objects.ts';
import { actorOf, grants, sees } from '../http/access/authorize.ts';
import { refuseWorkflowEdits } from '../rest/refuse-workflow-edits.ts';
import type { Auth } from '../state/accounts.ts';
import { atLeast, roleIn } from '../state/permission-of.ts';
import type { Repository } from '../state/repository.ts';
import { repositoryOf, type World } from '../state/world.ts';
import { webUrlOf } from '../views/repository-view.ts';
import { nodeId } from '../views/scalars.ts';

type Input = {
  readonly branch: { readonly repositoryNameWithOwner?: string; readonly branchName?: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
  readonly clientMutationId?: string;
};

/** One commit of several files on a branch that stands where the caller thinks. */
export async function createCommitOnBranch(world: World, auth: Auth, input: Input) {
  const repository = writableRepository(world, auth, input);
  const { ref, head } = await expectedHead(repository, input);
  const tree = await editTree(repository.gitDir, head, editsOf(input));
  await refuseWorkflowEdits({ auth, repository }, head, tree);
  const message = [input.message.headline, input.message.body].filter(Boolean).join('\n\n');
  const actor = actorOf(auth);
  const oid = await commitToBranch(world, repository, { ref, head, tree, message, actor });
  if (oid === null) throw new Error('The branch moved meanwhile.');
  return {
    clientMutationId: input.clientMutationId ?? null,
    ref: { __typename: 'Ref', name: ref.slice('refs/heads/'.length) },
    commit: {
      __typename: 'Commit',
      id: nodeId('Commit', `${repository.id}:${oid}`),
      oid,
      url: `${webUrlOf(world, repository)}/commit/${oid}`,
      message: (await readCommit(repository.gitDir, oid))?.message ?? '',
    },
  };
}

function writableRepository(world: World, auth: Auth, { branch }: Input): Repository {
  const [owner = '', name = ''] = (branch.repositoryNameWithOwner ?? '').split('/');
  const repository = repositoryOf(world, owner, name);
  if (repository === undefined || !sees(auth, repository))
    throw new Error(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
  requireWrite(auth, repository);
  // https://github.com/actions-automation/manage-your-labels/issues/4
  if (repository.archived) throw new Error('Repository was archived so is read-only');
  return repository;
}

async function expectedHead(repository: Repository, { branch, expectedHeadOid }: Input) {
  const ref = `refs/heads/${(branch.branchName ?? '').replace(/^refs\/heads\//, '')}`;
  const head = await resolveCommit(repository.gitDir, ref);
  if (head === null) throw new Error(`No branch ${ref}.`);
  if (head !== expectedHeadOid)
    throw new Error(
      `Expected branch to point to "${expectedHeadOid}" but it did not. Pull and try again.`,
    );
  return { ref, head };
}

function editsOf({ fileChanges }: Input): FileEdit[] {
  return [
    ...(fileChanges?.deletions ?? []).map(({ path }) => ({ path, content: null })),
    ...(fileChanges?.additions ?? []).map(({ path, contents }) => ({
      path,
      content: Buffer.from(contents, 'base64'),
    })),
  ];
}

function requireWrite(auth: Auth, repository: Repository): void {
  const mayWrite =
    auth.kind === 'user'
      ? atLeast(roleIn(repository, auth.account), 'write')
      : 'permissions' in auth && grants(auth.permissions, 'contents:write');
  if (!mayWrite) throw new Error('Resource not accessible by integration');
}
