import type { RunHeader } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { Authorship, GitHubApi } from '../reads/api-port.ts';

/** What a run's commit changed, as far as it matters for who may approve it. */
export type FoundChange = {
  /** Pull requests that it is shown in or came from. */
  readonly pulls: readonly number[];
  /** Numbers of everyone known who had a hand in it; null: not all of its commits are. */
  readonly authors: ReadonlySet<number> | null;
  /** People who opened or pushed it: GitHub saw them. Whoever makes a commit may name anyone as its author. */
  readonly seen: ReadonlySet<number>;
  /** A person is among them. Bots, and addresses that GitHub knows nobody by, are nobody. */
  readonly hasPeople: boolean;
  /** Somebody had a hand in it of whom nobody knows who they are. */
  readonly hasUnknown: boolean;
};

export type ChangeDeps = {
  readonly store: Pick<Store, 'provenance'>;
  readonly clock: Pick<Clock, 'now'>;
};

/** One commit may be shown in many; about each of these GitHub is asked several times. */
const MOST_PULLS = 20;

/**
 * Who made the change that a run is about: those who wrote or pushed the pull requests that brought its commit; without
 * any, those who wrote and pushed the commit. A commit may name anyone as its author; who pushed it was seen. Whoever has
 * GitHub merge a pull request did not write it; a merge made elsewhere and pushed may hold anything. Throws if GitHub
 * cannot be asked.
 */
export async function findChange(
  { store }: Pick<ChangeDeps, 'store'>,
  api: Pick<GitHubApi, 'pullsOf' | 'authors'>,
  run: RunHeader,
): Promise<FoundChange> {
  const { hosted, sha } = run;
  if (hosted === undefined || sha === null) return NOTHING_KNOWN;
  const { repository } = hosted;
  const found = await api.pullsOf(repository, sha);
  const pulls = [...new Set([hosted.pull ?? [], found.map(({ number }) => number)].flat())];
  if (pulls.length > MOST_PULLS) return { ...NOTHING_KNOWN, pulls: pulls.slice(0, MOST_PULLS) };
  const isMerge = found.some((pull) => pull.isMerge);
  const commit = await api.authors(repository, { sha });
  const own = isMerge && commit?.isOfGitHub === true ? [] : [commit];
  const theirs = pulls.map((pull) => api.authors(repository, { pull }));
  const made = [...(await Promise.all(theirs)), ...own];
  const known = made.filter((each) => each !== null);
  if (known.length < made.length) return { ...NOTHING_KNOWN, pulls };
  const commits = new Set(known.flatMap(({ commits }) => commits));
  const pushers = await pushersOf(store, repository.id, commits);
  return { pulls, ...handsOf(known, pushers) };
}

function handsOf(
  named: readonly Authorship[],
  pushers: readonly Pusher[],
): Omit<FoundChange, 'pulls'> {
  const pushed = pushers.flatMap(({ id }) => id ?? []);
  const people = pushers.flatMap(({ id, isBot }) => (isBot ? [] : (id ?? [])));
  return {
    authors: new Set([...named.flatMap(({ hands }) => [...hands]), ...pushed]),
    seen: new Set([...named.flatMap(({ openers }) => [...openers]), ...people]),
    hasUnknown: pushed.length < pushers.length || named.some((each) => each.hasUnknown),
    hasPeople: named.some((each) => each.hasPeople) || pushers.some(({ isBot }) => !isBot),
  };
}

async function pushersOf(
  { provenance }: ChangeDeps['store'],
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

const NOTHING_KNOWN: FoundChange = {
  pulls: [],
  authors: null,
  seen: new Set(),
  hasPeople: false,
  hasUnknown: true,
};
