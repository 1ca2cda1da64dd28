import { found, notFound } from '../http/api-error.ts';
import { listed, ok, type Call, type Handlers } from '../http/handlers.ts';
import {
  diffFiles,
  mergeBase,
  readCommit,
  readCommits,
  resolveCommit,
  type FileChange,
} from '../git/read-objects.ts';
import { EMPTY_TREE } from '../git/write-objects.ts';
import { changeView, commitView } from '../views/commit-view.ts';
import type { Pull } from '../state/repository.ts';
import { isPull } from '../views/pull-links.ts';
import { pullView } from '../views/pull-view.ts';
import { apiUrlOf, webUrlOf } from '../views/repository-view.ts';
import type { View } from '../views/scalars.ts';

/** GitHub compares no more files than this, and shows them on the first page only. */
const COMPARED_FILES = 300;
const COMPARED_COMMITS = 250;
const COUNTED_LINES = 20_000;

export const commitsHandlers = {
  'repos/get-commit': async ({ world, repository, path }) => {
    const { gitDir } = repository;
    const sha = found(await resolveCommit(gitDir, path['ref'] ?? ''));
    const commit = found(await readCommit(gitDir, sha));
    const changes = await diffFiles(gitDir, commit.parents[0] ?? EMPTY_TREE, sha);
    const additions = sum(changes, 'additions');
    const deletions = sum(changes, 'deletions');
    return ok({
      ...commitView(world, repository, commit),
      stats: { total: additions + deletions, additions, deletions },
      files: changes
        .slice(0, COMPARED_FILES)
        .map((change) => changeView(world, repository, { sha, change })),
    });
  },

  'repos/list-commits': async ({ world, repository, query }) => {
    const start = query['sha'] ?? repository.defaultBranch;
    const sha = found(await resolveCommit(repository.gitDir, start));
    const path = query['path'] === undefined ? [] : ['--', query['path']];
    const commits = await readCommits(repository.gitDir, [sha, ...path]);
    return listed(commits, (commit) => commitView(world, repository, commit));
  },

  'repos/list-pull-requests-associated-with-commit': ({ world, repository, path }) => {
    const sha = path['commit_sha'];
    const pulls = [...repository.issues.values()].filter(isPull);
    const those = pulls.filter(({ pull }) => pull.headSha === sha || isListedMerge(pull, sha));
    return listed(those, (issue) => pullView(world, repository, issue));
  },

  'repos/compare-commits-with-basehead': async (call) => {
    const { repository, path, query } = call;
    const [base = '', head = ''] = (path['basehead'] ?? '').split('...');
    const from = found(await resolveCommit(repository.gitDir, withoutOwner(base)));
    const to = found(await resolveCommit(repository.gitDir, withoutOwner(head)));
    const fork = await mergeBase(repository.gitDir, from, to);
    if (fork === null) throw notFound();
    return ok(
      await compareView(call, { base, head, from, to, fork, page: Number(query['page'] ?? 1) }),
    );
  },
} satisfies Handlers;

function isListedMerge(pull: Pull, sha: string | undefined): boolean {
  if (pull.mergeSha !== sha) return false;
  if (pull.mergedAt === null || pull.hiddenFromListings === 0) return true;
  pull.hiddenFromListings -= 1;
  return false;
}

type Range = {
  readonly base: string;
  readonly head: string;
  readonly from: string;
  readonly to: string;
  readonly fork: string;
  readonly page: number;
};

async function compareView(
  { world, repository }: Pick<Call, 'world' | 'repository'>,
  { base, head, from, to, fork, page }: Range,
): Promise<View> {
  const { gitDir } = repository;
  const ahead = await readCommits(gitDir, ['--reverse', `${from}..${to}`]);
  const behind = await readCommits(gitDir, [`${to}..${from}`]);
  const changes = await diffFiles(gitDir, fork, to);
  const url = `${apiUrlOf(world, repository)}/compare/${base}...${head}`;
  const web = `${webUrlOf(world, repository)}/compare/${base}...${head}`;
  return {
    url,
    html_url: web,
    permalink_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    base_commit: commitView(world, repository, found(await readCommit(gitDir, from))),
    merge_base_commit: commitView(world, repository, found(await readCommit(gitDir, fork))),
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead
      .slice(0, COMPARED_COMMITS)
      .map((commit) => commitView(world, repository, commit)),
    files:
      page > 1
        ? []
        : counted(changes.slice(0, COMPARED_FILES)).map((change) =>
            changeView(world, repository, { sha: to, change }),
          ),
  };
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

/** `owner:branch` names the branch of a fork; here of the repository itself. */
function withoutOwner(name: string): string {
  return name.includes(':') ? (name.split(':').pop() ?? '') : name;
}

/**
 * Once the lines of a comparison are too many, GitHub counts none in the files that follow, and says 0 without a word.
 * https://github.com/orgs/community/discussions/213491
 */
function counted(changes: readonly FileChange[]): readonly FileChange[] {
  let lines = 0;
  return changes.map((change) => {
    const isCounted = lines < COUNTED_LINES;
    lines += change.additions + change.deletions;
    return isCounted ? change : Object.assign({}, change, { additions: 0, deletions: 0 });
  });
}

function sum(changes: readonly FileChange[], key: 'additions' | 'deletions'): number {
  return changes.reduce((total, change) => total + change[key], 0);
}
