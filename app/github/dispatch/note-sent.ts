import type { WorkflowDispatch } from '../../runtime/ports/hosted/dispatches.ts';
import type { ActionsDeps } from './actions-deps.ts';

/** What GitHub still keeps in its queue then is worth telling; most jobs have begun. */
export const FIRST_LOOK_MS = 60_000;

/** Writes down which workflow run a dispatch became: a job may come before GitHub's answer to the dispatch. Gives the dispatch as it is then. */
export async function noteSent(
  { store, clock }: Pick<ActionsDeps, 'store' | 'clock'>,
  dispatch: WorkflowDispatch,
  workflowRun: number,
): Promise<WorkflowDispatch> {
  if (dispatch.state.type !== 'asked') return dispatch;
  const { workflowSha } = dispatch.state;
  // The others of its dispatch may be about to begin as well.
  const firstLookAt = clock.now() + FIRST_LOOK_MS;
  const state = { type: 'sent', workflowRun, workflowSha, idleSince: null, firstLookAt } as const;
  const sent = { ...dispatch, state };
  await store.dispatches.save(sent, firstLookAt);
  return sent;
}
