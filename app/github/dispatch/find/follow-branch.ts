import type { WorkflowDispatch } from '../../../runtime/ports/dispatches.ts';
import { refusalOf } from '../../client/what-failed.ts';
import type { ActionsDeps } from '../actions-deps.ts';
import { hasSameWorkflow } from '../check-workflow.ts';

/**
 * GitHub takes the workflow from where the branch stands when it starts the run, and a push may come between the check and
 * that. Its jobs do no harm where their file is the one that was checked: the dispatch is then of their commit. Else the
 * dispatch goes out anew, with the same attempts; null.
 */
export async function followBranch(
  deps: ActionsDeps,
  dispatch: WorkflowDispatch,
  workflowSha: string,
): Promise<WorkflowDispatch | null> {
  const { store, clients, clock } = deps;
  const { state, order } = dispatch;
  if (state.type !== 'asked' && state.type !== 'sent') return null;
  if (state.workflowSha === workflowSha) return dispatch;
  const client = clients.of(order.repository.installation);
  if (await hasSameWorkflow(client, order, [state.workflowSha, workflowSha])) {
    const followed = { ...dispatch, state: { ...state, workflowSha } };
    await store.dispatches.save(followed, clock.now());
    return followed;
  }
  // One that is being asked for may be another than this, which an earlier try started.
  if (state.type === 'sent') await sendAnew(deps, dispatch, state.workflowRun);
  return null;
}

async function sendAnew(
  { store, clients, clock, warn }: ActionsDeps,
  dispatch: WorkflowDispatch,
  workflowRun: number,
): Promise<void> {
  await store.dispatches.save({ ...dispatch, state: { type: 'gathered' } }, clock.now());
  const { installation, owner, name: repo } = dispatch.order.repository;
  const { actions } = clients.of(installation).octokit.rest;
  try {
    await actions.cancelWorkflowRun({ owner, repo, run_id: workflowRun });
  } catch (error) {
    // Its jobs get no attempt, whether they are ended or not.
    if (refusalOf(error) === null) warn(String(error), { dispatch: dispatch.id });
  }
}
