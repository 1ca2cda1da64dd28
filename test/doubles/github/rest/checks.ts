import { ApiError, found, invalid } from '../http/api-error.ts';
import { created, listed, ok, type Answer, type Call, type Handlers } from '../http/handlers.ts';
import { resolveCommit } from '../git/read-objects.ts';
import { askObjects } from '../git/ask-objects.ts';
import { askGit } from '../git/run-git.ts';
import {
  createCheckRun,
  rerequestRun,
  updateCheckRun,
  type CheckRunChange,
} from '../acts/check-runs.ts';
import { suiteFor } from '../acts/check-suites.ts';
import { settleQueues } from '../acts/merge-queue.ts';
import type { App } from '../state/accounts.ts';
import type { CheckRun } from '../state/checks.ts';
import { openPulls } from '../views/pull-links.ts';
import { annotationView, checkRunView } from '../views/check-view.ts';

export const checksHandlers = {
  'checks/create': async (call) => {
    const { world, repository, body } = call;
    const app = writerOf(call);
    if (
      (await askObjects(repository.gitDir, ['cat-file', '-e', `${body.head_sha}^{commit}`])) ===
      null
    )
      throw new ApiError(422, `No commit found for SHA: ${body.head_sha}`);
    const change = changeOf(body);
    const suite = await suiteFor(world, repository, {
      app,
      headSha: body.head_sha,
      headBranch: await branchAt(call, body.head_sha),
      before: null,
    });
    const run = createCheckRun(world, repository, { suite, name: body.name, change });
    await settleQueues(world, repository);
    return created(checkRunView(world, repository, run));
  },

  'checks/update': async (call) => {
    const { world, repository, body } = call;
    const run = named(call);
    if (run.suite.app !== writerOf(call))
      throw new ApiError(403, 'Invalid app_id `check_run` was created by another app.');
    updateCheckRun(world, repository, { run, change: changeOf(body) });
    await settleQueues(world, repository);
    return ok(checkRunView(world, repository, run));
  },

  'checks/get': (call) => ok(checkRunView(call.world, call.repository, named(call))),

  'checks/list-for-ref': async (call) => {
    const sha = found(await resolveCommit(call.repository.gitDir, call.path['ref'] ?? ''));
    return listRuns(call, (run) => run.suite.headSha === sha);
  },

  'checks/list-for-suite': (call) =>
    listRuns(call, (run) => String(run.suite.id) === call.path['check_suite_id']),

  'checks/list-annotations': (call) => {
    const run = named(call);
    return listed(run.annotations, (annotation) =>
      annotationView(call.world, call.repository, { run, annotation }),
    );
  },

  'checks/rerequest-run': (call) => {
    const { world, repository, actor } = call;
    rerequestRun(world, repository, { run: named(call), actor });
    return created({});
  },
} satisfies Handlers;

/** Only an App writes checks; a user's token does not. */
export function writerOf({ auth }: Pick<Call, 'auth'>): App {
  if (auth.kind === 'installation' || auth.kind === 'job') return auth.app;
  throw new ApiError(403, 'You must authenticate via a GitHub App.');
}

function named({ repository, path }: Pick<Call, 'repository' | 'path'>): CheckRun {
  return found(repository.checkRuns.get(Number(path['check_run_id'])));
}

/** GitHub counts bytes where its description counts characters (github/docs#35252). */
const BYTES_AT_MOST = 65_535;

function changeOf(body: CheckRunChange): CheckRunChange {
  for (const field of ['summary', 'text'] as const)
    if (Buffer.byteLength(body.output?.[field] ?? '') > BYTES_AT_MOST)
      throw invalid('CheckRun', field, `${field} exceeds a maximum bytesize of ${BYTES_AT_MOST}`);
  if (body.status === 'completed' && body.conclusion === undefined)
    throw invalid('CheckRun', 'conclusion', 'is required when status is completed');
  return body;
}

/** The branch whose tip the commit is; null for what only a fork has. */
async function branchAt({ repository }: Pick<Call, 'repository'>, sha: string) {
  const pull = openPulls(repository).find(
    (each) => each.pull.headSha === sha && each.pull.head.repository === repository,
  );
  if (pull !== undefined) return pull.pull.head.ref;
  const format = '--format=%(refname:short)';
  const at = await askGit(repository.gitDir, [
    'for-each-ref',
    format,
    `--points-at=${sha}`,
    'refs/heads/',
  ]);
  return at?.split('\n').find(Boolean) ?? null;
}

function listRuns(
  call: Pick<Call, 'world' | 'repository' | 'query'>,
  isWanted: (run: CheckRun) => boolean,
): Answer {
  const { world, repository, query } = call;
  const matching = [...repository.checkRuns.values()]
    .filter((run) => isWanted(run))
    .filter((run) => query['check_name'] === undefined || run.name === query['check_name'])
    .filter((run) => query['status'] === undefined || run.status === query['status'])
    .filter((run) => query['app_id'] === undefined || String(run.suite.app.id) === query['app_id'])
    .reverse();
  const shown = query['filter'] === 'all' ? matching : latestOf(matching);
  return listed(shown, (run) => checkRunView(world, repository, run), { key: 'check_runs' });
}

/** The newest of each name in each suite. */
function latestOf(newestFirst: readonly CheckRun[]): CheckRun[] {
  const seen = new Set<string>();
  return newestFirst.filter((run) => {
    const key = `${run.suite.id} ${run.name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
