import { ApiError, found } from '../http/api-error.ts';
import {
  accepted,
  listed,
  noContent,
  ok,
  type Answer,
  type Call,
  type Handlers,
} from '../http/handlers.ts';
import { dispatchWorkflow } from '../actions/dispatch-workflow.ts';
import { readWorkflows, workflowNamed } from '../actions/read-workflows.ts';
import { cancelRun } from '../actions/cancel-run.ts';
import type { WorkflowRun } from '../state/runs.ts';
import { runUrl, runWebUrl, workflowRunView, workflowView } from '../views/run-view.ts';

export const actionsHandlers = {
  'actions/list-repo-workflows': async ({ world, repository }) =>
    listed(
      await readWorkflows(world, repository),
      (each) => workflowView(world, repository, each),
      {
        key: 'workflows',
      },
    ),

  'actions/get-workflow': async (call) =>
    ok(workflowView(call.world, call.repository, await namedWorkflow(call))),

  'actions/create-workflow-dispatch': async (call) => {
    const { world, repository, body, actor } = call;
    const run = await dispatchWorkflow(world, repository, {
      workflow: await namedWorkflow(call),
      ref: body.ref,
      inputs: body.inputs ?? {},
      actor,
    });
    const wantsDetails = (body as { return_run_details?: boolean }).return_run_details === true;
    if (!wantsDetails || !world.knobs.dispatchReturnsDetails) return noContent();
    return ok({
      workflow_run_id: run.id,
      run_url: runUrl(world, repository, run),
      html_url: runWebUrl(world, repository, run),
    });
  },

  'actions/list-workflow-runs': async (call) => {
    const workflow = await namedWorkflow(call);
    return listRuns(call, (run) => run.workflow === workflow);
  },

  'actions/list-workflow-runs-for-repo': (call) => listRuns(call, () => true),

  'actions/get-workflow-run': (call) =>
    ok(workflowRunView(call.world, call.repository, namedRun(call))),

  'actions/cancel-workflow-run': (call) => cancel(call, 'cancel'),

  'actions/force-cancel-workflow-run': (call) => cancel(call, 'force'),
} satisfies Handlers;

export function namedRun({ repository, path }: Pick<Call, 'repository' | 'path'>): WorkflowRun {
  return found(repository.runs.get(Number(path['run_id'])));
}

async function namedWorkflow({
  world,
  repository,
  path,
}: Pick<Call, 'world' | 'repository' | 'path'>) {
  return found(await workflowNamed(world, repository, path['workflow_id'] ?? ''));
}

function cancel(
  call: Pick<Call, 'world' | 'repository' | 'path'>,
  how: 'cancel' | 'force',
): Answer {
  const run = namedRun(call);
  if (run.status === 'completed')
    throw new ApiError(409, 'Cannot cancel a workflow run that is completed.');
  cancelRun(call.world, call.repository, { run, how });
  return accepted();
}

type ListCall = Pick<Call, 'world' | 'repository' | 'query'>;

function listRuns(call: ListCall, isWanted: (run: WorkflowRun) => boolean): Answer {
  const { world, repository } = call;
  const matching = [...repository.runs.values()]
    .filter((run) => isWanted(run) && isAsked(call, run))
    .filter((run) => {
      if (run.hiddenFromListings === 0) return true;
      run.hiddenFromListings -= 1;
      return false;
    })
    .reverse();
  return listed(matching, (run) => workflowRunView(world, repository, run), {
    key: 'workflow_runs',
  });
}

function isAsked({ query }: ListCall, run: WorkflowRun): boolean {
  const { status, branch, event, actor, head_sha: sha, created } = query;
  return (
    [run.status, run.conclusion, undefined].includes(status as WorkflowRun['status']) &&
    (branch ?? run.headBranch) === run.headBranch &&
    (event ?? run.event) === run.event &&
    (actor ?? run.actor.account.login) === run.actor.account.login &&
    (sha ?? run.headSha) === run.headSha &&
    isCreatedIn(created, run.createdAt)
  );
}

/** `>=2026-01-01T00:00:00Z`, `<…`, `from..to`, or a day. */
function isCreatedIn(range: string | undefined, at: number): boolean {
  if (range === undefined) return true;
  const [from = '', to] = range.split('..');
  if (to !== undefined) return at >= Date.parse(from) && at <= Date.parse(to);
  const limit = Date.parse(range.replace(/^[<>]=?/, ''));
  if (range.startsWith('>')) return at >= limit;
  return range.startsWith('<') ? at <= limit : new Date(at).toISOString().startsWith(range);
}
