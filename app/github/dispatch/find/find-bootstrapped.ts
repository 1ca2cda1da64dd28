import type {
  WorkflowDispatch,
  BootstrapClaim,
  ClaimableJob,
} from '../../../runtime/ports/hosted/dispatches.ts';
import { UNTRUSTED_WORKFLOW_PATH } from '../../workflow/workflow-file.ts';
import type { ActionsDeps } from '../actions-deps.ts';
import { isBelieved } from './believed-runs.ts';
import { isBootstrapSecret } from '../bootstrap-secret.ts';
import { isRunOf } from './find-started.ts';
import { noteSent } from '../note-sent.ts';

/**
 * The attempt that a job without an identity asks for: its secret must be that of a dispatch of untrusted code, and the
 * workflow run that it names the one that GitHub shows for it, at the commit that was checked and not over. Who has no
 * secret costs no call. https://docs.github.com/rest/actions/workflow-runs#get-a-workflow-run
 */
export async function findBootstrapped(
  deps: ActionsDeps,
  claim: BootstrapClaim,
): Promise<ClaimableJob | null> {
  const { dispatches } = deps.store;
  const dispatch = await provenDispatch(deps, claim);
  if (dispatch === null) return null;
  const attempts = await dispatches.attempts(dispatch.id);
  const attempt = attempts.find(({ job }) => job.hint === claim.hint);
  if (attempt === undefined) return null;
  const { workflowRunId } = claim;
  const look = () => isItsRun(deps, dispatch, workflowRunId);
  if (!(await isBelieved(deps, workflowRunId, look))) return null;
  await noteSent(deps, dispatch, workflowRunId);
  return { of: attempt.of, ticket: attempt.job.ticket, page: deps.pageOf(attempt.of.run) };
}

async function provenDispatch(
  { store, key }: ActionsDeps,
  { repositoryId, workflowRunId, bootstrap }: BootstrapClaim,
): Promise<WorkflowDispatch | null> {
  const known = await store.dispatches.ofWorkflowRun(repositoryId, workflowRunId);
  const open = known === null ? await store.dispatches.asked(repositoryId) : [known];
  const isProven = ({ id, order }: WorkflowDispatch) =>
    order.untrusted === true && isBootstrapSecret(key, id, bootstrap);
  return open.find(isProven) ?? null;
}

async function isItsRun(
  { clients, self }: ActionsDeps,
  dispatch: WorkflowDispatch,
  workflowRun: number,
): Promise<boolean> {
  const { order, state } = dispatch;
  if (state.type !== 'asked' && state.type !== 'sent') return false;
  const { installation, owner, name: repo } = order.repository;
  const { octokit } = clients.of(installation);
  const { data } = await octokit.rest.actions.getWorkflowRun({ owner, repo, run_id: workflowRun });
  const [path] = data.path.split('@');
  return (
    isRunOf(self, dispatch, data) &&
    data.event === 'workflow_dispatch' &&
    data.head_sha === state.workflowSha &&
    data.run_attempt === 1 &&
    data.status !== 'completed' &&
    path === UNTRUSTED_WORKFLOW_PATH
  );
}
