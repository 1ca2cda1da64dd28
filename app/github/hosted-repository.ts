import type { HostedRun, RepositoryRef } from '../domain/hosted.ts';
import type { RunHeader } from '../domain/run/run.ts';
import { BASE_COMMITS, type Repository } from '../runtime/ports/host.ts';
import type { ComparedFile, GitHubApi } from './reads/api-port.ts';

export type HostedRepositoryDeps = {
  /** Asks GitHub with the rights of an installation. */
  readonly api: (installation: number) => Pick<GitHubApi, 'compare' | 'firstParents' | 'tree'>;
};

// A listing has up to 100,000 files (https://docs.github.com/rest/git/trees#get-a-tree); all steps of a run ask for one.
const KEPT_TREES = 4;
const KEPT_BASES = 1000;
/** Of the files of a comparison: people read fewer, and what is beyond them makes an evaluation incomparable (`with-differences.ts`). */
const KEPT_FILES = 100;

export type HostedRepository = Repository & {
  /** The commits of the default branch that a run's commit comes after, the nearest first; of its own branch too. */
  readonly commitsBefore: (run: RunHeader) => Promise<readonly string[]>;
  /** As `files`. */
  readonly filesOf: (run: RunHeader) => Promise<ReadonlyMap<string, string> | null>;
  /** The files that differ since a run's commit grew from the default branch; null: it is of that branch, or nobody knows. */
  readonly filesSince: (run: RunHeader) => Promise<FilesSince | null>;
};

export type FilesSince = {
  /** The first ones. */
  readonly files: readonly ComparedFile[];
  readonly count: number;
  readonly isComplete: boolean;
};

/** Commits of repositories on GitHub, each asked about once while it is in use. */
export function createHostedRepository({ api }: HostedRepositoryDeps): HostedRepository {
  const trees = keepNewest<ReadonlyMap<string, string> | null>(KEPT_TREES);
  const bases = keepNewest<readonly string[]>(KEPT_BASES);
  const origins = keepNewest<Origin | null>(KEPT_BASES);
  const originOf = async (run: RunHeader): Promise<Origin | null> => {
    const { sha, hosted } = run;
    if (hosted === undefined || sha === null || isOnDefaultBranch(run, hosted)) return null;
    const { repository, defaultSha = null } = hosted;
    const ask = () => compare(api(repository.installation), { repository, defaultSha, sha });
    return origins(`${repository.id}/${defaultSha ?? ''}/${sha}`, ask);
  };
  const baseCommits: Repository['baseCommits'] = async (run) => {
    const repository = run.hosted?.repository;
    const base = (await originOf(run))?.mergeBase;
    if (repository === undefined || base === undefined || base === run.sha) return [];
    const ask = () => api(repository.installation).firstParents(repository, base, BASE_COMMITS);
    return bases(`${repository.id}/${base}`, ask);
  };
  const filesOf: HostedRepository['filesOf'] = async ({ sha, hosted }) => {
    if (hosted === undefined || sha === null) return null;
    const { repository } = hosted;
    const ask = () => api(repository.installation).tree(repository, sha);
    return trees(`${repository.id}/${sha}`, ask);
  };
  const commitsBefore = beforeRuns(api, bases, baseCommits);
  const filesSince: HostedRepository['filesSince'] = async (run) =>
    (await originOf(run))?.since ?? null;
  return {
    files: filesOf,
    filesOf,
    baseCommits,
    isBehind: (run, other) => isBehind(api, run, other),
    filesSince,
    commitsBefore,
  };
}

function beforeRuns(
  api: HostedRepositoryDeps['api'],
  bases: (name: string, ask: () => Promise<readonly string[]>) => Promise<readonly string[]>,
  baseCommits: Repository['baseCommits'],
): HostedRepository['commitsBefore'] {
  return async (run) => {
    const { sha, hosted } = run;
    if (hosted === undefined || sha === null) return [];
    if (!isOnDefaultBranch(run, hosted)) return baseCommits(run);
    const { repository } = hosted;
    const ask = () => api(repository.installation).firstParents(repository, sha, BASE_COMMITS + 1);
    return (await bases(`${repository.id}/${repository.defaultBranch}/${sha}`, ask)).slice(1);
  };
}

async function isBehind(
  api: HostedRepositoryDeps['api'],
  { sha, hosted }: RunHeader,
  { sha: other }: RunHeader,
): Promise<boolean> {
  if (hosted === undefined || sha === null || other === null || sha === other) return false;
  const { repository } = hosted;
  // The newest commit that both have is the older of the two where that is an ancestor.
  const both = await api(repository.installation).compare(repository, sha, other);
  return both?.mergeBase === sha;
}

/** Where a commit grew from the default branch, and what it has beside that. */
type Origin = { readonly mergeBase: string; readonly since: FilesSince };

/**
 * By the default branch as it was when the run was started: one that holds the commit by now would say that it grew from
 * itself. Where that commit is gone, by the branch of today.
 */
async function compare(
  github: Pick<GitHubApi, 'compare'>,
  {
    repository,
    defaultSha,
    sha,
  }: {
    readonly repository: RepositoryRef;
    readonly defaultSha: string | null;
    readonly sha: string;
  },
): Promise<Origin | null> {
  const then = defaultSha === null ? null : await github.compare(repository, defaultSha, sha);
  const found = then ?? (await github.compare(repository, repository.defaultBranch, sha));
  if (found === null) return null;
  const { mergeBase, files, isComplete } = found;
  return {
    mergeBase,
    since: { files: files.slice(0, KEPT_FILES), count: files.length, isComplete },
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
