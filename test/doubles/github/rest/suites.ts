import { found, ApiError } from '../http/api-error.ts';
import { created, listed, ok, type Call, type Handlers } from '../http/handlers.ts';
import { resolveCommit } from '../git/read-objects.ts';
import { emitSuite, suiteFor } from '../acts/check-suites.ts';
import { rerequestSuite } from '../acts/check-runs.ts';
import { checkSuiteView } from '../views/check-view.ts';
import { writerOf } from './checks.ts';

export const suitesHandlers = {
  'checks/get-suite': (call) => ok(checkSuiteView(call.world, call.repository, named(call))),

  'checks/list-suites-for-ref': async ({ world, repository, path, query }) => {
    const sha = found(await resolveCommit(repository.gitDir, path['ref'] ?? ''));
    const suites = [...repository.suites.values()]
      .filter(({ headSha }) => headSha === sha)
      .filter(({ app }) => query['app_id'] === undefined || String(app.id) === query['app_id']);
    return listed(suites, (suite) => checkSuiteView(world, repository, suite), {
      key: 'check_suites',
    });
  },

  'checks/create-suite': async (call) => {
    const { world, repository, body, actor } = call;
    const sha = await resolveCommit(repository.gitDir, body.head_sha);
    if (sha === null) throw new ApiError(422, `No commit found for SHA: ${body.head_sha}`);
    const known = repository.suites.size;
    const wanted = { app: writerOf(call), headSha: sha, headBranch: null, before: null };
    const suite = await suiteFor(world, repository, wanted);
    const isNew = repository.suites.size > known;
    if (isNew) emitSuite(world, repository, { suite, action: 'requested', sender: actor });
    return { status: isNew ? 201 : 200, body: checkSuiteView(world, repository, suite) };
  },

  'checks/rerequest-suite': (call) => {
    const { world, repository, actor } = call;
    rerequestSuite(world, repository, { suite: named(call), actor });
    return created({});
  },
} satisfies Handlers;

function named({ repository, path }: Pick<Call, 'repository' | 'path'>) {
  return found(repository.suites.get(Number(path['check_suite_id'])));
}
