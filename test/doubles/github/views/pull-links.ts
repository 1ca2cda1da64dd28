import type { Issue, Pull, Repository } from '../state/repository.ts';
import { fullNameOf, type World } from '../state/world.ts';
import type { View } from './scalars.ts';

export type PullIssue = Issue & { readonly pull: Pull };

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== null;
}

export function openPulls(repository: Repository): PullIssue[] {
  return [...repository.issues.values()].filter(isPull).filter(({ state }) => state === 'open');
}

/**
 * The pull requests of a commit as checks and runs carry them: open ones of the same repository. GitHub leaves pull
 * requests from forks out.
 */
export function pullLinks(world: World, repository: Repository, sha: string): View[] {
  return openPulls(repository)
    .filter(({ pull }) => pull.headSha === sha && pull.head.repository === repository)
    .map(({ number, pull }) => ({
      id: pull.id,
      number,
      url: `${world.urls.api}/repos/${fullNameOf(repository)}/pulls/${number}`,
      head: { ref: pull.head.ref, sha: pull.headSha, repo: repositoryLink(world, repository) },
      base: { ref: pull.base, sha: pull.baseSha, repo: repositoryLink(world, repository) },
    }));
}

function repositoryLink(world: World, repository: Repository): View {
  return {
    id: repository.id,
    url: `${world.urls.api}/repos/${fullNameOf(repository)}`,
    name: repository.name,
  };
}
