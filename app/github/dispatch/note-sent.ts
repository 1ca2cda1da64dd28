import type { DispatchBatch } from '../../runtime/ports/dispatches.ts';
import type { ActionsDeps } from './actions-deps.ts';

/** Writes down which workflow run a dispatch became: a job may come before GitHub's answer to the dispatch. Gives the batch as it is then. */
export async function noteSent(
  { store, clock }: Pick<ActionsDeps, 'store' | 'clock'>,
  batch: DispatchBatch,
  workflowRun: number,
): Promise<DispatchBatch> {
  if (batch.state.type !== 'asked') return batch;
  const { workflowSha } = batch.state;
  const state = { type: 'sent', workflowRun, workflowSha, idleSince: null } as const;
  const sent = { ...batch, state };
  await store.dispatches.save(sent, clock.now());
  return sent;
}
