import { ApiError, found, invalid } from '../http/api-error.ts';
import { created, listed, ok, type Call, type Handlers } from '../http/handlers.ts';
import { diffFiles, mergeBase, readCommits } from '../git/read-objects.ts';
import { mergePull, type MergeMethod, openPull, setBase, setPullState } from '../acts/pulls.ts';
import { emitPull } from '../acts/sync-pulls.ts';
import { repositoryOf } from '../state/world.ts';
import { changeView, commitView } from '../views/commit-view.ts';
import { isPull, openPulls, type PullIssue } from '../views/pull-links.ts';
import { fullPullView, pullView } from '../views/pull-view.ts';
import { whyNotMergeable } from '../acts/why-not-mergeable.ts';

/** `GET …/pulls/{n}/files` ends here. */
const LISTED_FILES = 3_000;

export const pullsHandlers = {
  'pulls/list': ({ world, repository, query }) => {
    const state = query['state'] ?? 'open';
    const pulls = [...repository.issues.values()]
      .filter(isPull)
      .filter((issue) => state === 'all' || issue.state === state)
      .filter(({ pull }) => query['base'] === undefined || pull.base === query['base'])
      .filter(({ pull }) => query['head'] === undefined || query['head'] === labelOf(pull));
    if (query['direction'] !== 'asc') pulls.reverse();
    return listed(pulls, (issue) => pullView(world, repository, issue));
  },

  'pulls/get': async (call) => ok(await fullPullView(call.world, call.repository, namedPull(call))),

  'pulls/create': async (call) => {
    const { world, repository, body, actor } = call;
    const head = headOf(call, body.head);
    const isThere = openPulls(repository).some(
      ({ pull }) =>
        labelOf(pull) === `${head.repository.owner.login}:${head.ref}` && pull.base === body.base,
    );
    if (isThere)
      throw invalid(
        'PullRequest',
        'head',
        `A pull request already exists for ${head.repository.owner.login}:${head.ref}.`,
      );
    const wanted = {
      title: body.title ?? head.ref,
      body: body.body ?? null,
      head,
      base: body.base,
      draft: body.draft ?? false,
    };
    const issue = await openPull(world, repository, { wanted, actor });
    if (issue === null)
      throw new ApiError(422, 'Validation Failed', {
        errors: [{ resource: 'PullRequest', field: 'head', code: 'invalid' }],
      });
    return created(await fullPullView(world, repository, issue));
  },

  'pulls/update': async (call) => {
    const { world, repository, body, actor } = call;
    const issue = namedPull(call);
    const changes = {
      ...(changed(body.title, issue.title) && { title: { from: issue.title } }),
      ...(changed(body.body, issue.body) && { body: { from: issue.body ?? '' } }),
    };
    issue.title = body.title ?? issue.title;
    issue.body = body.body ?? issue.body;
    if (changed(body.base, issue.pull.base))
      await setBase(world, repository, { issue, base: body.base ?? '', actor });
    if (Object.keys(changes).length > 0)
      await emitPull(world, repository, { issue, actor, action: 'edited', more: { changes } });
    if (body.state !== undefined)
      await setPullState(world, repository, { issue, state: body.state, actor });
    return ok(await fullPullView(world, repository, issue));
  },

  'pulls/list-files': async (call) => {
    const { world, repository } = call;
    const { baseSha, headSha } = namedPull(call).pull;
    const from = (await mergeBase(repository.gitDir, baseSha, headSha)) ?? baseSha;
    const changes = await diffFiles(repository.gitDir, from, headSha);
    return listed(changes.slice(0, LISTED_FILES), (change) =>
      changeView(world, repository, { sha: headSha, change }),
    );
  },

  'pulls/list-commits': async (call) => {
    const { world, repository } = call;
    const { baseSha, headSha } = namedPull(call).pull;
    const commits = await readCommits(repository.gitDir, ['--reverse', `${baseSha}..${headSha}`]);
    return listed(commits, (commit) => commitView(world, repository, commit));
  },

  'pulls/merge': async (call) => {
    const { world, repository, body, actor } = call;
    const issue = namedPull(call);
    if (body?.sha !== undefined && body.sha !== issue.pull.headSha)
      throw new ApiError(409, 'Head branch was modified. Review and try the merge again.');
    const reason = whyNotMergeable(repository, issue);
    if (reason !== null) throw new ApiError(405, reason);
    const method = METHODS.find((each) => each === body?.merge_method) ?? 'merge';
    const sha = await mergePull(world, repository, { issue, actor, method });
    if (sha === null) throw new ApiError(405, 'Pull Request is not mergeable');
    return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
  },
} satisfies Handlers;

const METHODS: readonly MergeMethod[] = ['merge', 'squash', 'rebase'];

export function namedPull({ repository, path }: Pick<Call, 'repository' | 'path'>): PullIssue {
  const issue = found(repository.issues.get(Number(path['pull_number'])));
  return found(isPull(issue) ? issue : null);
}

function headOf({ world, repository }: Pick<Call, 'world' | 'repository'>, head: string) {
  const [owner, ref] = head.includes(':') ? head.split(':') : [repository.owner.login, head];
  const fork = [...world.repositories.values()].find(
    (each) => each.owner.login === owner && (each === repository || each.forkOf === repository),
  );
  return {
    repository: fork ?? found(repositoryOf(world, owner ?? '', repository.name)),
    ref: ref ?? '',
  };
}

function labelOf({ head }: PullIssue['pull']): string {
  return `${head.repository.owner.login}:${head.ref}`;
}

function changed(wanted: string | null | undefined, known: string | null): boolean {
  return wanted !== undefined && wanted !== known;
}
