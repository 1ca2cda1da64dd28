import { createOnce } from '../../client/create-once.ts';
import { refusedWith } from '../../client/call-errors.ts';
import type { InstallationClient } from '../../client/installation-clients.ts';
import type { Publication } from '../../../runtime/ports/hosted/publications.ts';

export type CommentPlace = {
  readonly owner: string;
  readonly repo: string;
  readonly issue: number;
};
export type WantedComment = {
  /** Begins with `marker`. */
  readonly body: string;
  readonly marker: string;
  readonly remote: Publication['state']['remote'];
  /** What of ours somebody deleted may be wanted all the same. */
  readonly ifDeleted: 'make-again' | 'leave';
  /** Writes down that GitHub is being asked. */
  readonly keep: (remote: Publication['state']['remote']) => Promise<void>;
};

/**
 * Makes or updates the one comment of ours that begins with a marker; gives its id. One of somebody else that begins so is not ours. https://docs.github.com/rest/issues/comments
 */
export async function publishComment(
  { octokit, login }: InstallationClient,
  place: CommentPlace,
  { body, marker, remote, ifDeleted, keep }: WantedComment,
): Promise<number> {
  const { owner, repo, issue } = place;
  const edit = (id: number) =>
    octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body });
  if (typeof remote === 'number') {
    try {
      await edit(remote);
      return remote;
    } catch (error) {
      if (refusedWith(error) !== 404) throw error;
      if (ifDeleted === 'leave') return remote;
    }
  }
  await keep('asking');
  const mayExist = remote === 'asking';
  const id = await createOnce({
    mayExist,
    find: async () => find(octokit, place, { marker, login: await login() }),
    create: async () => {
      const { data } = await octokit.rest.issues.createComment({
        owner,
        repo,
        issue_number: issue,
        body,
      });
      return data.id;
    },
  });
  await keep(id);
  if (mayExist) await edit(id);
  return id;
}

const PAGE = 100;

async function find(
  octokit: InstallationClient['octokit'],
  { owner, repo, issue }: CommentPlace,
  { marker, login }: { readonly marker: string; readonly login: string },
): Promise<number | null> {
  for (let page = 1; ; page += 1) {
    const asked = { owner, repo, issue_number: issue, per_page: PAGE, page };
    const { data } = await octokit.rest.issues.listComments(asked);
    const ours = data.find((each) => each.body?.startsWith(marker) && each.user?.login === login);
    if (ours !== undefined) return ours.id;
    if (data.length < PAGE) return null;
  }
}
