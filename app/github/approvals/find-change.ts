import type { RunHeader } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { GitHubApi } from '../reads/api-port.ts';

/** What a run's commit changed, as far as it matters for who may approve it. */
export type FoundChange = {
  /** Pull requests that it is shown in or came from. */
  readonly pulls: readonly number[];
  /** Logins in lower case of everyone who had a hand in it; null: they cannot all be known. */
  readonly authors: ReadonlySet<string> | null;
  /** A person is among them. Bots, and addresses that GitHub knows nobody by, are nobody. */
  readonly hasPeople: boolean;
};

/**
 * Who made the change that a run is about: those who wrote or pushed the pull requests that brought its commit; without
 * any, those who wrote and pushed the commit. A commit may name anyone as its author; who pushed it was seen. Whoever has
 * GitHub merge a pull request did not write it; a merge made elsewhere and pushed may hold anything. Throws if GitHub
 * cannot be asked.
 */
export async function findChange(
  { store }: Pick<IngressDeps, 'store'>,
  api: Pick<GitHubApi, 'pullsOf' | 'authors'>,
  run: RunHeader,
): Promise<FoundChange> {
  const { hosted, sha } = run;
  if (hosted === undefined || sha === null) return NOTHING_KNOWN;
  const { repository } = hosted;
  const found = await api.pullsOf(repository, sha);
  const pulls = [...new Set([hosted.pull ?? [], found.map(({ number }) => number)].flat())];
  const isMerge = found.some((pull) => pull.isMerge);
  const commit = await api.authors(repository, { sha });
  const own = isMerge && commit?.isOfGitHub === true ? [] : [commit];
  const theirs = pulls.map((pull) => api.authors(repository, { pull }));
  const made = [...(await Promise.all(theirs)), ...own];
  const known = made.filter((each) => each !== null);
  if (known.length < made.length) return { ...NOTHING_KNOWN, pulls };
  const authors = new Set(known.flatMap(({ logins }) => [...logins]));
  const commits = new Set(known.flatMap(({ commits }) => commits));
  const pushers = await pushersOf(store, repository.id, commits);
  for (const { login } of pushers) authors.add(login.toLowerCase());
  const hasPeople = known.some((each) => each.hasPeople) || pushers.some(({ isBot }) => !isBot);
  return { pulls, authors, hasPeople };
}

async function pushersOf(
  { provenance }: IngressDeps['store'],
  repository: number,
  commits: Iterable<string>,
): Promise<readonly Pusher[]> {
  const pushers: Pusher[] = [];
  for (const sha of commits) {
    const pusher = await provenance.pusherOf(repository, sha);
    if (pusher !== null) pushers.push(pusher);
  }
  return pushers;
}

const NOTHING_KNOWN: FoundChange = { pulls: [], authors: null, hasPeople: false };
