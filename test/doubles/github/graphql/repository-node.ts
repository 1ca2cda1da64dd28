import {
  readBlob,
  readCommit,
  readTree,
  resolveCommit,
  type TreeEntry,
} from '../git/read-objects.ts';
import { askObjects } from '../git/ask-objects.ts';
import { grants } from '../http/access/authorize.ts';
import type { Auth } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import { fullNameOf, type World } from '../state/world.ts';
import { webUrlOf } from '../views/repository-view.ts';
import { isPull } from '../views/pull-links.ts';
import { nodeId } from '../views/scalars.ts';
import { actorNode } from './actor-node.ts';
import { commitMakers } from './commit-makers.ts';
import { pullNode } from './pull-node.ts';
import { queueNode } from './queue-node.ts';

export function repositoryNode(world: World, repository: Repository, auth: Auth) {
  return {
    __typename: 'Repository',
    id: nodeId('Repository', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullNameOf(repository),
    url: webUrlOf(world, repository),
    isPrivate: repository.private,
    isFork: repository.forkOf !== null,
    owner: actorNode(world, repository.owner),
    defaultBranchRef: () => refNode(world, repository, `refs/heads/${repository.defaultBranch}`),
    ref: ({ qualifiedName }: { readonly qualifiedName: string }) =>
      refNode(world, repository, qualifiedName),
    object({ expression, oid }: { readonly expression?: string; readonly oid?: string }) {
      mustGrant(auth, 'contents:read');
      return objectNode(world, repository, expression ?? oid ?? '');
    },
    mergeQueue({ branch }: { readonly branch?: string }) {
      mustGrant(auth, 'merge_queues:read');
      return queueNode(world, repository, branch ?? repository.defaultBranch);
    },
    pullRequest({ number }: { readonly number: number }) {
      const issue = repository.issues.get(number);
      if (issue === undefined || !isPull(issue))
        throw new Error(`Could not resolve to a PullRequest with the number of ${number}.`);
      return pullNode(world, repository, issue);
    },
  };
}

function mustGrant(auth: Auth, permission: string): void {
  const isToken = auth.kind === 'installation' || auth.kind === 'job';
  if (isToken && !grants(auth.permissions, permission))
    throw new Error('Resource not accessible by integration');
}

async function refNode(world: World, repository: Repository, name: string) {
  const ref = name.startsWith('refs/') ? name : `refs/heads/${name}`;
  const sha = await resolveCommit(repository.gitDir, ref);
  if (sha === null) return null;
  return {
    __typename: 'Ref',
    id: nodeId('Ref', `${repository.id}:${ref}`),
    name: ref.replace(/^refs\/(heads|tags)\//, ''),
    prefix: ref.replace(/[^/]+$/, ''),
    refUpdateRule: ruleNode(repository, ref.replace('refs/heads/', '')),
    target: () => objectNode(world, repository, sha),
  };
}

/** What a branch's protection asks, as those see it who do not administer the repository. */
function ruleNode({ protections }: Repository, branch: string) {
  const protection = protections.get(branch);
  // A ruleset is told by `rules/branches/{branch}`.
  if (protection === undefined || protection.byRuleset === true) return null;
  return {
    __typename: 'RefUpdateRule',
    pattern: protection.pattern ?? branch,
    allowsDeletions: false,
    allowsForcePushes: false,
    blocksCreations: false,
    requiredApprovingReviewCount: protection.approvals,
  };
}

/** A git object by anything `git rev-parse` reads; null when there is none, as GitHub answers. */
async function objectNode(
  world: World,
  repository: Repository,
  expression: string,
): Promise<object | null> {
  const { gitDir } = repository;
  const oid = await askObjects(gitDir, ['rev-parse', '-q', '--verify', expression]);
  if (oid === null) return null;
  switch (await askObjects(gitDir, ['cat-file', '-t', oid])) {
    case 'tree':
      return treeNode(world, repository, oid);
    case 'blob':
      return blobNode(repository, oid);
    case 'commit':
      return commitNode(world, repository, oid);
    default:
      return null;
  }
}

function treeNode(world: World, repository: Repository, oid: string) {
  return {
    __typename: 'Tree',
    id: nodeId('Tree', `${repository.id}:${oid}`),
    oid,
    async entries() {
      const entries = (await readTree(repository.gitDir, oid, false)) ?? [];
      return entries.map((entry) => entryNode(world, repository, entry));
    },
  };
}

function entryNode(
  world: World,
  repository: Repository,
  { path, type, mode, sha, size }: TreeEntry,
) {
  return {
    __typename: 'TreeEntry',
    name: path,
    path,
    type,
    mode: Number.parseInt(mode, 8),
    oid: sha,
    size: size ?? 0,
    object: () => objectNode(world, repository, sha),
  };
}

/** GitHub cuts long texts; half a MiB is what people have seen. */
const TEXT_BYTES = 512 * 1024;

async function blobNode(repository: Repository, oid: string) {
  const bytes = (await readBlob(repository.gitDir, oid)) ?? Buffer.alloc(0);
  const isBinary = bytes.subarray(0, 8000).includes(0);
  return {
    __typename: 'Blob',
    id: nodeId('Blob', `${repository.id}:${oid}`),
    oid,
    byteSize: bytes.length,
    isBinary,
    isTruncated: !isBinary && bytes.length > TEXT_BYTES,
    text: isBinary ? null : bytes.subarray(0, TEXT_BYTES).toString(),
  };
}

async function commitNode(world: World, repository: Repository, oid: string) {
  const commit = await readCommit(repository.gitDir, oid);
  if (commit === null) return null;
  return {
    __typename: 'Commit',
    id: nodeId('Commit', `${repository.id}:${oid}`),
    oid,
    message: commit.message,
    messageHeadline: commit.message.split('\n')[0] ?? '',
    committedDate: commit.committer.date,
    authoredDate: commit.author.date,
    ...commitMakers(world, commit),
    signature: repository.signed.has(oid)
      ? { __typename: 'GpgSignature', isValid: true, wasSignedByGitHub: true }
      : null,
    tree: () => treeNode(world, repository, commit.tree),
    async file({ path }: { readonly path: string }) {
      const folder = path.split('/').slice(0, -1).join('/');
      const entries = await readTree(repository.gitDir, `${oid}:${folder}`, false);
      const entry = entries?.find((each) => each.path === path.split('/').pop());
      return entry === undefined ? null : entryNode(world, repository, { ...entry, path });
    },
  };
}
