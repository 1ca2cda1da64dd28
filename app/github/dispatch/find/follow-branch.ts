import type { WorkflowDispatch } from '../../../runtime/ports/hosted/dispatches.ts';
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
  if (state.type !== 'sent') return null;
  if (state.workflowSha === workflowSha) return dispatch;
  const client = clients.of(order.repository.installation);
  if (await hasSameWorkflow(client, order, [state.workflowSha, workflowSha])) {
    const followed = { ...dispatch, state: { ...state, workflowSha } };
    await store.dispatches.save(followed, clock.now());
    return followed;
  }
  await sendAnew(deps, dispatch, state.workflowRun);
  return null;
}

/** So many does GitHub list when the run of a dispatch is looked for. */
const MOST_GIVEN_UP = 100;

async function sendAnew(
  { store, clients, clock, warn }: ActionsDeps,
  dispatch: WorkflowDispatch,
  workflowRun: number,
): Promise<void> {
  // It has the dispatch's name, too, and must not be taken for the one that comes.
  const givenUp = [...(dispatch.givenUp ?? []), workflowRun].slice(-MOST_GIVEN_UP);
  const anew = { ...dispatch, state: { type: 'gathered' }, givenUp } as const;
  await store.dispatches.save(anew, clock.now());
  const { installation, owner, name: repo } = dispatch.order.repository;
  const { actions } = clients.of(installation).octokit.rest;
  try {
    await actions.cancelWorkflowRun({ owner, repo, run_id: workflowRun });
  } catch (error) {
    // Its jobs get no attempt, whether they are ended or not.
    if (refusalOf(error) === null) warn(String(error), { dispatch: dispatch.id });
  }
}
