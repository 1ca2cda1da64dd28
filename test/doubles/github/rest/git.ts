import { ApiError, found } from '../http/api-error.ts';
import { created, listed, noContent, ok, type Call, type Handlers } from '../http/handlers.ts';
import {
  listRefs,
  readBlob,
  readCommit,
  readTree,
  resolveCommit,
  type TreeEntry,
} from '../git/read-objects.ts';
import { askGit } from '../git/run-git.ts';
import { writeBlob, writeCommit, writeTree, ZERO_SHA } from '../git/write-objects.ts';
import { signatureOf } from '../acts/commit-to-branch.ts';
import { moveRef } from '../acts/move-ref.ts';
import { gitCommitView } from '../views/commit-view.ts';
import { apiUrlOf } from '../views/repository-view.ts';
import { nodeId, type View } from '../views/scalars.ts';
import { refuseWorkflowEdits } from './refuse-workflow-edits.ts';

export const gitHandlers = {
  'git/get-ref': async (call) => {
    const ref = `refs/${call.path['ref'] ?? ''}`;
    return ok(refView(call, ref, await standsAt(call, ref)));
  },

  'git/list-matching-refs': async (call) => {
    const refs = await listRefs(call.repository.gitDir, `refs/${call.path['ref'] ?? ''}`);
    return listed([...refs], ([ref, sha]) => refView(call, ref, sha));
  },

  'git/create-ref': async (call) => {
    const { world, repository, body, actor } = call;
    const { ref, sha } = body;
    if (!/^refs\/[^/]+\/./.test(ref)) throw new ApiError(422, 'Reference name is invalid');
    if ((await askGit(repository.gitDir, ['cat-file', '-e', `${sha}^{commit}`])) === null)
      throw new ApiError(422, 'Object does not exist');
    // By a ruleset: https://github.com/actions/github-script/issues/455
    if (repository.restrictsCreations) throw new ApiError(422, 'Reference update failed');
    await refuseNewWorkflows(call, sha);
    const move = { ref, before: ZERO_SHA, after: sha };
    if (!(await moveRef(world, repository, { move, actor })))
      throw new ApiError(422, 'Reference already exists');
    return created(refView(call, ref, sha));
  },

  'git/update-ref': async (call) => {
    const { world, repository, path, body, actor } = call;
    const ref = `refs/${path['ref'] ?? ''}`;
    const before = await resolveCommit(repository.gitDir, ref);
    if (before === null) throw new ApiError(422, 'Reference does not exist');
    const onward = ['merge-base', '--is-ancestor', before, body.sha];
    if (body.force !== true && (await askGit(repository.gitDir, onward)) === null)
      throw new ApiError(422, 'Update is not a fast forward');
    await refuseWorkflowEdits(call, before, body.sha);
    const move = { ref, before, after: body.sha };
    if (!(await moveRef(world, repository, { move, actor })))
      throw new ApiError(409, 'Reference cannot be updated');
    return ok(refView(call, ref, body.sha));
  },

  'git/delete-ref': async (call) => {
    const { world, repository, path, actor } = call;
    const ref = `refs/${path['ref'] ?? ''}`;
    const before = await resolveCommit(repository.gitDir, ref);
    if (before === null) throw new ApiError(422, 'Reference does not exist');
    await moveRef(world, repository, { move: { ref, before, after: ZERO_SHA }, actor });
    return noContent();
  },

  'git/get-tree': async ({ world, repository, path, query }) => {
    const name = path['tree_sha'] ?? '';
    const tree = found(
      await askGit(repository.gitDir, ['rev-parse', '-q', '--verify', `${name}^{tree}`]),
    );
    const entries = found(
      await readTree(repository.gitDir, tree, query['recursive'] !== undefined),
    );
    const git = `${apiUrlOf(world, repository)}/git`;
    return ok({
      sha: tree,
      url: `${git}/trees/${tree}`,
      truncated: false,
      tree: entries.map((entry) => entryView(git, entry)),
    });
  },

  'git/create-tree': async ({ world, repository, body }) => {
    const { gitDir } = repository;
    const entries = [];
    for (const { path = '', mode = '100644', type = 'blob', sha, content } of body.tree) {
      const written = content === undefined ? (sha ?? null) : await writeBlob(gitDir, content);
      entries.push({ path, mode, type, sha: written });
    }
    const tree = await writeTree(gitDir, body.base_tree ?? null, entries);
    const inside = found(await readTree(gitDir, tree, false));
    const git = `${apiUrlOf(world, repository)}/git`;
    return created({
      sha: tree,
      url: `${git}/trees/${tree}`,
      truncated: false,
      tree: inside.map((entry) => entryView(git, entry)),
    });
  },

  'git/get-blob': async ({ world, repository, path }) => {
    const sha = path['file_sha'] ?? '';
    const bytes = found(await readBlob(repository.gitDir, sha));
    return ok({
      sha,
      node_id: nodeId('Blob', `${repository.id}:${sha}`),
      size: bytes.length,
      url: `${apiUrlOf(world, repository)}/git/blobs/${sha}`,
      content: `${bytes.toString('base64').replace(/(.{60})/g, '$1\n')}\n`,
      encoding: 'base64',
    });
  },

  'git/create-blob': async ({ world, repository, body }) => {
    const encoding = body.encoding === 'base64' ? 'base64' : 'utf8';
    const sha = await writeBlob(repository.gitDir, Buffer.from(body.content, encoding));
    return created({ sha, url: `${apiUrlOf(world, repository)}/git/blobs/${sha}` });
  },

  'git/get-commit': async ({ world, repository, path }) => {
    const commit = found(await readCommit(repository.gitDir, path['commit_sha'] ?? ''));
    return ok(gitCommitView(world, repository, commit));
  },

  'git/create-commit': async ({ world, repository, body, actor }) => {
    const own = signatureOf(world, actor);
    const author = { ...own, ...body.author };
    const sha = await writeCommit(repository.gitDir, {
      tree: body.tree,
      parents: body.parents ?? [],
      message: body.message,
      author,
      committer: { ...author, ...body.committer },
    });
    const commit = found(await readCommit(repository.gitDir, sha));
    return created(gitCommitView(world, repository, commit));
  },
} satisfies Handlers;

/**
 * A new branch at a commit that some branch has adds no workflow; a commit beyond the default branch may, unless it has none:
 * with a job's token, which never has `workflows`, branches of one commit without a parent are published by
 * https://github.com/peaceiris/actions-gh-pages#%EF%B8%8F-force-orphan-force_orphan
 */
async function refuseNewWorkflows(call: Pick<Call, 'auth' | 'repository'>, sha: string) {
  const { gitDir, defaultBranch } = call.repository;
  if ((await askGit(gitDir, ['ls-tree', '--name-only', sha, '.github/workflows/'])) === '') return;
  const contains = await askGit(gitDir, ['branch', '--contains', sha, '--format=%(refname)']);
  if (contains !== null && contains !== '') return;
  const main = await resolveCommit(gitDir, `refs/heads/${defaultBranch}`);
  if (main !== null) await refuseWorkflowEdits(call, main, sha);
}

function entryView(git: string, { size, path, mode, type, sha }: TreeEntry): View {
  const url = `${git}/${type}s/${sha}`;
  return { path, mode, type, sha, url, ...(size !== null && { size }) };
}

async function standsAt({ repository }: Pick<Call, 'repository'>, ref: string): Promise<string> {
  return found(await askGit(repository.gitDir, ['rev-parse', '-q', '--verify', ref]));
}

function refView(
  { world, repository }: Pick<Call, 'world' | 'repository'>,
  ref: string,
  sha: string,
): View {
  const url = apiUrlOf(world, repository);
  return {
    ref,
    node_id: nodeId('Ref', `${repository.id}:${ref}`),
    url: `${url}/git/${ref}`,
    object: { sha, type: 'commit', url: `${url}/git/commits/${sha}` },
  };
}
