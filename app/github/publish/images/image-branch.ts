import type { InstallationClient } from '../../client/installation-clients.ts';
import { refusedWith } from '../../client/call-errors.ts';

/** Where pictures of comments lie in a repository: docs/plots.md says what that means. */
export const IMAGE_BRANCH = 'mlpipelines-images';

export type Picture = {
  /** SHA-256 of the PNG, in hex: it is stored once, and looked for by that before it is stored again. */
  readonly digest: string;
  readonly png: Uint8Array;
};

type Place = { readonly owner: string; readonly repo: string };

const DAY_MS = 86_400_000;
/** Older ones go with the next picture. */
const KEPT_DAYS = 90;
const MOST_PICTURES = 500;

/**
 * Keeps pictures on the branch, in a folder for the day; gives where each lies, by digest. The branch is one commit without
 * a parent, so that what is pruned is gone from its history as well:
 * https://docs.github.com/rest/git/commits#create-a-commit
 */
export async function keepPictures(
  { octokit }: Pick<InstallationClient, 'octokit'>,
  place: Place,
  { pictures, now }: { readonly pictures: readonly Picture[]; readonly now: number },
): Promise<ReadonlyMap<string, string>> {
  const { git } = octokit.rest;
  const before = await look(octokit, place);
  const places = new Map(before.entries.map(({ path, digest }) => [digest, path]));
  const fresh = pictures.filter(({ digest }) => !places.has(digest));
  if (fresh.length === 0) return places;
  const day = new Date(now).toISOString().slice(0, DAY.length);
  const added: Entry[] = [];
  for (const { digest, png } of fresh) {
    const content = Buffer.from(png).toString('base64');
    const { data } = await git.createBlob({ ...place, content, encoding: 'base64' });
    added.push({ path: `${day}/${digest}.png`, digest, sha: data.sha });
  }
  const oldest = new Date(now - KEPT_DAYS * DAY_MS).toISOString().slice(0, DAY.length);
  // Days sort as texts do, the newest first.
  const kept = before.entries.filter(({ path }) => path >= oldest).toSorted(byDay);
  const entries = [...added, ...kept].slice(0, MOST_PICTURES);
  const { data: tree } = await git.createTree({
    ...place,
    tree: [README, ...entries.map(asFile)],
  });
  const message = 'Pictures of reports';
  const { data: commit } = await git.createCommit({
    ...place,
    message,
    tree: tree.sha,
    parents: [],
  });
  if (before.isThere) {
    await git.updateRef({ ...place, ref: `heads/${IMAGE_BRANCH}`, sha: commit.sha, force: true });
  } else {
    await git.createRef({ ...place, ref: `refs/heads/${IMAGE_BRANCH}`, sha: commit.sha });
  }
  return new Map(entries.map(({ path, digest }) => [digest, path]));
}

const DAY = '2026-01-31';
const FILE = { mode: '100644', type: 'blob' } as const;

const README = {
  path: 'README.md',
  ...FILE,
  content: `# Pictures of reports

Comments of mlpipelines in pull requests show these, since the policy of this repository says \`images: branch\`. Each is
kept for ${KEPT_DAYS} days, at most ${MOST_PICTURES} of them. The branch is one commit, made anew with each picture; it may be deleted.
`,
} as const;

type Entry = { readonly path: string; readonly digest: string; readonly sha: string };

function asFile({ path, sha }: Entry) {
  return { path, ...FILE, sha };
}

function byDay(a: Entry, b: Entry): number {
  return a.path < b.path ? 1 : -1;
}

/** What lies on the branch. https://docs.github.com/rest/git/trees#get-a-tree */
async function look(
  octokit: InstallationClient['octokit'],
  place: Place,
): Promise<{ readonly isThere: boolean; readonly entries: readonly Entry[] }> {
  try {
    const { data } = await octokit.rest.git.getTree({
      ...place,
      tree_sha: IMAGE_BRANCH,
      recursive: '1',
    });
    const entries = data.tree.flatMap(({ path, sha }): Entry[] => {
      const [, digest] = /^\d{4}-\d\d-\d\d\/([0-9a-f]{64})\.png$/.exec(path) ?? [];
      return digest === undefined || sha === undefined ? [] : [{ path, digest, sha }];
    });
    return { isThere: true, entries };
  } catch (error) {
    // No such branch, or nothing was ever pushed: https://docs.github.com/rest/git/trees#get-a-tree
    if (![404, 409].includes(refusedWith(error) ?? 0)) throw error;
    return { isThere: false, entries: [] };
  }
}
