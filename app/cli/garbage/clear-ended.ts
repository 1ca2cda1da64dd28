import { join } from 'node:path';
import { removeTree } from '../../../action/executor/workspace/remove-tree.ts';
import type { StateFolder } from '../../local/state-folder.ts';
import { createProcessOwner } from '../../local/process-owner.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { isOver } from '../workspace/is-over.ts';
import { isLive } from './is-live.ts';
import { runsIn } from './leftover.ts';

/**
 * Removes the workspaces of runs that are over: one stays where its CLI and supervisor were killed after the run's end
 * and before they had tidied up, and a run that is over is never resumed. What cannot be removed is gc's to try again.
 */
export async function clearEnded(
  { work }: Pick<StateFolder, 'work'>,
  store: Pick<Store, 'runs' | 'leases'>,
): Promise<void> {
  const owner = createProcessOwner();
  for (const run of await runsIn(work)) {
    const header = await store.runs.header(run);
    if (header === null || !isOver(header.status)) continue;
    // Whoever drove it may be about to do the same.
    if (await isLive(store, owner, run)) continue;
    await removeTree(join(work, run)).catch(() => undefined);
  }
}
