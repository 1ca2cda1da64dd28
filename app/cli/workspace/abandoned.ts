import { createProcessOwner } from '../../local/process-owner.ts';
import { processesOfRun } from '../../local/run-processes.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { isDriven } from './is-driven.ts';
import { isOver } from './is-over.ts';

/** A run that is not over although the process that ran it is gone. */
export type Abandoned = {
  /** Processes of its steps that outlived it, as when their supervisor was killed too. */
  readonly left: readonly number[];
};

/** Null: the run is over, or a living process looks after it. */
export async function abandonedOf(
  store: Pick<Store, 'leases'>,
  { id, status }: Pick<RunHeader, 'id' | 'status'>,
): Promise<Abandoned | null> {
  if (isOver(status) || (await isDriven(store, createProcessOwner(), id))) return null;
  return { left: await processesOfRun(id) };
}
