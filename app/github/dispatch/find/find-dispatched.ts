import type {
  WorkflowDispatch,
  OrderedAttempt,
  DispatchedJob,
  DispatchedJobId,
  SignedJob,
} from '../../../runtime/ports/hosted/dispatches.ts';
import { WORKFLOW_PATH } from '../../workflow/workflow-file.ts';
import type { ActionsDeps } from '../actions-deps.ts';
import { isRunOf } from './find-started.ts';
import { followBranch } from './follow-branch.ts';
import { listJobs } from '../watch/list-jobs.ts';
import { noteSent } from '../note-sent.ts';

/**
 * The attempt that a job was started for: by what is known of it, else by asking GitHub once for all its siblings. A job's
 * identity names its check run. https://docs.github.com/actions/reference/security/oidc
 */
export async function findDispatched(
  deps: ActionsDeps,
  { workflowSha: signedSha, ...job }: SignedJob,
): Promise<DispatchedJob | null> {
  const { dispatches } = deps.store;
  const known = await dispatches.ofWorkflowRun(job.repositoryId, job.workflowRunId);
  const found = known ?? (await findAsked(deps, job));
  // Jobs of untrusted code have no identity, so one that has is none of them.
  if (found === null || found.order.untrusted === true) return null;
  const sent = await noteSent(deps, found, job.workflowRunId);
  const dispatch = signedSha === undefined ? sent : await followBranch(deps, sent, signedSha);
  if (dispatch === null) return null;
  const workflowSha = workflowShaOf(dispatch);
  if (workflowSha === null) return null;
  const attempt = await findAttempt(deps, dispatch, job);
  if (attempt === null) return null;
  const { repository, ref } = dispatch.order;
  return {
    ...job,
    of: attempt.of,
    hint: attempt.job.hint,
    workflowRunAttempt: 1,
    workflowRef: `${repository.owner}/${repository.name}/${WORKFLOW_PATH}@${ref}`,
    workflowSha,
    ticket: attempt.job.ticket,
    page: deps.pageOf(attempt.of.run),
  };
}

/** A job may come before we know which workflow run its dispatch became. */
async function findAsked(
  deps: ActionsDeps,
  { repositoryId, workflowRunId }: DispatchedJobId,
): Promise<WorkflowDispatch | null> {
  const { store, clients, self } = deps;
  const asked = await store.dispatches.asked(repositoryId);
  const [first] = asked;
  if (first === undefined) return null;
  const { installation, owner, name: repo } = first.order.repository;
  const { octokit } = clients.of(installation);
  const { data } = await octokit.rest.actions.getWorkflowRun({
    owner,
    repo,
    run_id: workflowRunId,
  });
  return asked.find((dispatch) => isRunOf(self, dispatch, data)) ?? null;
}

function workflowShaOf({ state }: WorkflowDispatch): string | null {
  return 'workflowSha' in state ? state.workflowSha : null;
}

async function findAttempt(
  { store, clients }: ActionsDeps,
  dispatch: WorkflowDispatch,
  { workflowRunId, checkRunId }: DispatchedJobId,
): Promise<OrderedAttempt | null> {
  const attempts = await store.dispatches.attempts(dispatch.id);
  const bound = attempts.find(({ checkRun }) => checkRun === checkRunId);
  if (bound !== undefined) return bound;
  const client = clients.of(dispatch.order.repository.installation);
  const jobs = await listJobs(client, dispatch, workflowRunId);
  const named = new Map(attempts.map((attempt) => [attempt.job.name, attempt]));
  for (const { name, checkRun } of jobs) {
    const attempt = named.get(name);
    if (attempt !== undefined) await store.dispatches.bind(attempt.of, checkRun);
  }
  const job = jobs.find(({ checkRun }) => checkRun === checkRunId);
  if (job === undefined) {
    throw new Error(`GitHub does not show the job ${checkRunId} of workflow run ${workflowRunId}.`);
  }
  return named.get(job.name) ?? null;
}
