import { createProcessOwner } from '../../local/process-owner.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { UsageError } from '../usage-error.ts';
import { isDriven } from './is-driven.ts';
import { isOver } from './is-over.ts';

/** Refuses a run that goes on, with the commands that end it; only where nobody drives it can it be resumed. */
export async function requireOver(store: Pick<Store, 'leases'>, run: RunHeader): Promise<void> {
  if (isOver(run.status)) return;
  const name = runNumber(run);
  const isAlive = await isDriven(store, createProcessOwner(), run.id);
  const cancel = `mlpipelines cancel ${name}`;
  throw new UsageError(
    `Run ${name} is not over yet${isAlive ? '' : ', and its process is gone'}.`,
    isAlive
      ? `Wait for it, or cancel it first: ${cancel}`
      : `Go on with it: mlpipelines resume ${name}. Or end it first: ${cancel}`,
  );
}
