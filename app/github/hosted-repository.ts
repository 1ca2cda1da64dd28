import type { HostedRun } from '../domain/hosted.ts';
import type { RunHeader } from '../domain/run/run.ts';
import { BASE_COMMITS, type Repository } from '../runtime/ports/host.ts';
import type { GitHubApi } from './reads/api-port.ts';

export type HostedRepositoryDeps = {
  /** Asks GitHub with the rights of an installation. */
  readonly api: (installation: number) => Pick<GitHubApi, 'compare' | 'firstParents' | 'tree'>;
};

// A listing has up to 100,000 files (https://docs.github.com/rest/git/trees#get-a-tree); all steps of a run ask for one.
const KEPT_TREES = 4;
const KEPT_BASES = 1000;

export type HostedRepository = Repository & {
  /** The commits of the default branch that a run's commit comes after, the nearest first; of its own branch too. */
  readonly commitsBefore: (run: RunHeader) => Promise<readonly string[]>;
  /** As `files`. */
  readonly filesOf: (run: RunHeader) => Promise<ReadonlyMap<string, string> | null>;
};

/** Commits of repositories on GitHub, each asked about once while it is in use. */
export function createHostedRepository({ api }: HostedRepositoryDeps): HostedRepository {
  const trees = keepNewest<ReadonlyMap<string, string> | null>(KEPT_TREES);
  const bases = keepNewest<readonly string[]>(KEPT_BASES);
  const baseCommits: Repository['baseCommits'] = async (run) => {
    const { sha, hosted } = run;
    if (hosted === undefined || sha === null || isOnDefaultBranch(run, hosted)) return [];
    const { repository } = hosted;
    const ask = async () => {
      const { installation, defaultBranch } = repository;
      const github = api(installation);
      const base = (await github.compare(repository, defaultBranch, sha))?.mergeBase;
      if (base === undefined || base === sha) return [];
      return github.firstParents(repository, base, BASE_COMMITS);
    };
    return bases(`${repository.id}/${sha}`, ask);
  };
  const filesOf: HostedRepository['filesOf'] = async ({ sha, hosted }) => {
    if (hosted === undefined || sha === null) return null;
    const { repository } = hosted;
    const ask = () => api(repository.installation).tree(repository, sha);
    return trees(`${repository.id}/${sha}`, ask);
  };
  return {
    files: filesOf,
    filesOf,
    baseCommits,
    commitsBefore: async (run) => {
      const { sha, hosted } = run;
      if (hosted === undefined || sha === null) return [];
      if (!isOnDefaultBranch(run, hosted)) return baseCommits(run);
      const { repository } = hosted;
      const ask = () =>
        api(repository.installation).firstParents(repository, sha, BASE_COMMITS + 1);
      return (await bases(`${repository.id}/${repository.defaultBranch}/${sha}`, ask)).slice(1);
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
