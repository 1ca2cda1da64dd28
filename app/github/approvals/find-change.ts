import type { RunHeader } from '../../domain/run.ts';
import type { IngressParts } from '../happenings/ingress-parts.ts';
import type { GitHubApi } from '../api-port.ts';

/** What a run's commit changed, as far as it matters for who may approve it. */
export type FoundChange = {
  /** Pull requests that it is shown in or came from. */
  readonly pulls: readonly number[];
  /** Logins in lower case of everyone who had a hand in it; null: they cannot all be known. */
  readonly authors: ReadonlySet<string> | null;
};

/**
 * Who made the change that a run is about: those who wrote the pull requests that brought its commit; without any,
 * those who wrote and pushed the commit. Whoever merges a pull request did not write it. Throws if GitHub cannot be asked.
 */
export async function findChange(
  { store }: Pick<IngressParts, 'store'>,
  api: Pick<GitHubApi, 'pullsOf' | 'authors'>,
  run: RunHeader,
): Promise<FoundChange> {
  const { hosted, sha } = run;
  if (hosted === undefined || sha === null) return { pulls: [], authors: null };
  const { repository } = hosted;
  const found = await api.pullsOf(repository, sha);
  const pulls = [...new Set([hosted.pull ?? [], found.map(({ number }) => number)].flat())];
  const sets = await Promise.all(pulls.map((pull) => api.authors(repository, { pull })));
  if (!found.some(({ isMerge }) => isMerge)) {
    const pusher = await store.intake.pusherOf(repository.id, sha);
    sets.push(pusher === null ? new Set() : new Set([pusher.login.toLowerCase()]));
    sets.push(await api.authors(repository, { sha }));
  }
  const known = sets.filter((set) => set !== null);
  const authors = known.length < sets.length ? null : union(known);
  return { pulls, authors };
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const set of sets) for (const login of set) all.add(login);
  return all;
}
