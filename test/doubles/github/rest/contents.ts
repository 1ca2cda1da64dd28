import { ApiError, found, invalid } from '../http/api-error.ts';
import { ok, type Call, type Handlers } from '../http/handlers.ts';
import {
  readBlob,
  readCommit,
  readTree,
  resolveCommit,
  type TreeEntry,
} from '../git/read-objects.ts';
import { editTree } from '../git/write-objects.ts';
import { commitToBranch } from '../acts/commit-to-branch.ts';
import type { Repository } from '../state/repository.ts';
import { gitCommitView } from '../views/commit-view.ts';
import { apiUrlOf, webUrlOf } from '../views/repository-view.ts';
import type { View } from '../views/scalars.ts';
import { refuseWorkflowEdits } from './refuse-workflow-edits.ts';

/** Larger files have no `content` in the answer. */
const INLINE_BYTES = 1_048_576;

export const contentsHandlers = {
  'repos/get-content': async ({ world, repository, path, query }) => {
    const ref = query['ref'] ?? repository.defaultBranch;
    const sha = await resolveCommit(repository.gitDir, ref);
    if (sha === null) throw new ApiError(404, `No commit found for the ref ${ref}`);
    const name = (path['path'] ?? '').replace(/\/+$/, '');
    const place = { world, repository, ref };
    const entry = name === '' ? undefined : await entryAt(repository, sha, name);
    if (name !== '' && entry?.type === 'blob') return ok(await fileView(place, entry));
    const inside = found(await readTree(repository.gitDir, `${sha}:${name}`, false));
    const prefix = name === '' ? '' : `${name}/`;
    return ok(inside.map((each) => entryView(place, { ...each, path: prefix + each.path })));
  },

  'repos/create-or-update-file-contents': async (call) => {
    const { world, repository, path, body, actor } = call;
    const branch = body.branch ?? repository.defaultBranch;
    const name = path['path'] ?? '';
    const ref = `refs/heads/${branch}`;
    const head = await resolveCommit(repository.gitDir, ref);
    if (head === null) throw new ApiError(404, `Branch ${branch} not found`);
    const known = await entryAt(repository, head, name);
    refuseStale(known, { name, sha: body.sha });
    const content = Buffer.from(body.content, 'base64');
    const tree = await editTree(repository.gitDir, head, [{ path: name, content }]);
    await refuseWorkflowEdits(call, head, tree);
    const commit = await commitToBranch(world, repository, {
      ref,
      head,
      tree,
      message: body.message,
      actor,
    });
    if (commit === null) throw new ApiError(409, `${branch} moved meanwhile.`);
    const entry = found(await entryAt(repository, commit, name));
    return {
      status: known === undefined ? 201 : 200,
      body: {
        content: entryView({ world, repository, ref: branch }, entry),
        commit: gitCommitView(
          world,
          repository,
          found(await readCommit(repository.gitDir, commit)),
        ),
      },
    };
  },
} satisfies Handlers;

async function entryAt(repository: Repository, treeish: string, path: string) {
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : path.slice(0, slash);
  const entries = await readTree(repository.gitDir, `${treeish}:${folder}`, false);
  const entry = entries?.find((each) => each.path === path.slice(slash + 1));
  return entry === undefined ? undefined : { ...entry, path };
}

function refuseStale(
  known: TreeEntry | undefined,
  { name, sha }: { readonly name: string; readonly sha: string | undefined },
): void {
  if (known === undefined) return;
  if (sha === undefined) throw invalid('Contents', 'sha', '"sha" wasn\'t supplied.');
  if (sha !== known.sha) throw new ApiError(409, `${name} does not match ${sha}`);
}

type Place = Pick<Call, 'world' | 'repository'> & { readonly ref: string };

async function fileView(place: Place, entry: TreeEntry): Promise<View> {
  const bytes = found(await readBlob(place.repository.gitDir, entry.sha));
  const isInline = bytes.length <= INLINE_BYTES;
  return {
    ...entryView(place, entry),
    encoding: isInline ? 'base64' : 'none',
    content: isInline ? `${bytes.toString('base64').replace(/(.{60})/g, '$1\n')}\n` : '',
  };
}

const TYPES = { blob: 'file', tree: 'dir', commit: 'submodule' } as const;

function entryView({ world, repository, ref }: Place, entry: TreeEntry): View {
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const url = `${apiUrlOf(world, repository)}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const kind = `${entry.type}s`;
  const git = `${apiUrlOf(world, repository)}/git/${kind}/${entry.sha}`;
  const web = webUrlOf(world, repository);
  const html = `${web}/${entry.type === 'tree' ? 'tree' : 'blob'}/${ref}/${path}`;
  return {
    name: entry.path.split('/').pop() ?? '',
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: entry.type === 'blob' ? `${web}/raw/${ref}/${path}` : null,
    type: TYPES[entry.type],
    _links: { self: url, git, html },
  };
}
