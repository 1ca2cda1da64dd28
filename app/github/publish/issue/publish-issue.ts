import type { Publication } from '../../../runtime/ports/hosted/publications.ts';
import { refusedWith } from '../../client/call-errors.ts';
import { createOnce } from '../../client/create-once.ts';
import type { InstallationClient } from '../../client/installation-clients.ts';
import type { Rendered } from '../rendered.ts';

export type IssuePlace = { readonly owner: string; readonly repo: string };
export type WantedIssue = {
  readonly rendered: Extract<Rendered, { kind: 'issue' }>;
  readonly remote: Publication['state']['remote'];
  /** Writes down that GitHub is being asked. */
  readonly keep: (remote: Publication['state']['remote']) => Promise<void>;
};

/**
 * Makes, updates, closes or reopens the one issue of ours that begins with a marker; gives its number. One that somebody
 * deleted is made again. https://docs.github.com/rest/issues/issues#list-repository-issues
 */
export async function publishIssue(
  client: InstallationClient,
  place: IssuePlace,
  { rendered, remote, keep }: WantedIssue,
): Promise<number> {
  const { title, body, marker } = rendered;
  const { octokit } = client;
  if (typeof remote === 'number' && (await update(client, place, { number: remote, rendered }))) {
    return remote;
  }
  await keep('asking');
  const mayExist = remote === 'asking';
  const number = await createOnce({
    mayExist,
    find: () => find(client, place, marker),
    create: async () => {
      const { data } = await octokit.rest.issues.create({ ...place, title, body });
      return data.number;
    },
  });
  await keep(number);
  if (mayExist || !rendered.isOpen) await update(client, place, { number, rendered });
  return number;
}

/** False: it is gone. */
async function update(
  { octokit }: InstallationClient,
  place: IssuePlace,
  { number, rendered }: { readonly number: number; readonly rendered: WantedIssue['rendered'] },
): Promise<boolean> {
  const { title, body, isOpen } = rendered;
  const state = isOpen ? 'open' : 'closed';
  try {
    await octokit.rest.issues.update({ ...place, issue_number: number, title, body, state });
    return true;
  } catch (error) {
    if ([404, 410].includes(refusedWith(error) ?? 0)) return false;
    throw error;
  }
}

/** Among the newest of ours: it was made a moment ago. */
async function find(
  { octokit, login }: InstallationClient,
  place: IssuePlace,
  marker: string,
): Promise<number | null> {
  const asked = { ...place, creator: await login(), state: 'all', per_page: 100 } as const;
  const { data } = await octokit.rest.issues.listForRepo(asked);
  return data.find(({ body }) => body?.startsWith(marker))?.number ?? null;
}
