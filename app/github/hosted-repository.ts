import type { HostedRun } from '../domain/hosted.ts';
import type { RunHeader } from '../domain/run/run.ts';
import type { Repository } from '../runtime/ports/host.ts';
import type { GitHubApi } from './reads/api-port.ts';

export type HostedRepositoryDeps = {
  /** Asks GitHub with the rights of an installation. */
  readonly api: (installation: number) => Pick<GitHubApi, 'compare' | 'tree'>;
};

// A listing has up to 100,000 files (https://docs.github.com/rest/git/trees#get-a-tree); all steps of a run ask for one.
const KEPT_TREES = 4;
const KEPT_BASES = 1000;

/** Commits of repositories on GitHub, each asked about once while it is in use. */
export function createHostedRepository({ api }: HostedRepositoryDeps): Repository {
  const trees = keepNewest<ReadonlyMap<string, string> | null>(KEPT_TREES);
  const bases = keepNewest<string | null>(KEPT_BASES);
  return {
    files: async ({ sha, hosted }) => {
      if (hosted === undefined || sha === null) return null;
      const { repository } = hosted;
      const ask = () => api(repository.installation).tree(repository, sha);
      return trees(`${repository.id}/${sha}`, ask);
    },
    mergeBase: async (run) => {
      const { sha, hosted } = run;
      if (hosted === undefined || sha === null || isOnDefaultBranch(run, hosted)) return null;
      const { repository } = hosted;
      const ask = async () => {
        const { installation, defaultBranch } = repository;
        const comparison = await api(installation).compare(repository, defaultBranch, sha);
        const base = comparison?.mergeBase ?? null;
        return base === sha ? null : base;
      };
      return bases(`${repository.id}/${sha}`, ask);
    },
  };
}

function isOnDefaultBranch({ ref }: RunHeader, { repository }: HostedRun): boolean {
  return ref === `refs/heads/${repository.defaultBranch}`;
}

/** Answers by name; those used longest ago are forgotten, and a failure at once. */
function keepNewest<T>(most: number) {
  const kept = new Map<string, Promise<T>>();
  return (name: string, ask: () => Promise<T>): Promise<T> => {
    const answer = kept.get(name) ?? ask();
    kept.delete(name);
    kept.set(name, answer);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    answer.catch(() => {
      if (kept.get(name) === answer) kept.delete(name);
    });
    return answer;
  };
}
