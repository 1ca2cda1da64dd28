import type { WorkflowDispatch } from '../../runtime/ports/dispatches.ts';
import type { ActionsDeps } from './actions-deps.ts';

/** Writes down which workflow run a dispatch became: a job may come before GitHub's answer to the dispatch. Gives the dispatch as it is then. */
export async function noteSent(
  { store, clock }: Pick<ActionsDeps, 'store' | 'clock'>,
  dispatch: WorkflowDispatch,
  workflowRun: number,
): Promise<WorkflowDispatch> {
  if (dispatch.state.type !== 'asked') return dispatch;
  const { workflowSha } = dispatch.state;
  const state = { type: 'sent', workflowRun, workflowSha, idleSince: null } as const;
  const sent = { ...dispatch, state };
  await store.dispatches.save(sent, clock.now());
  return sent;
}
