import { mkdir } from 'node:fs/promises';
import { restoreTree } from '../../../content/restore-tree.ts';
import { anyStop } from '../attempt.ts';
import type { Attempt } from '../attempt.ts';
import { StepFailure } from '../step-failure.ts';
import { moveAside } from '../workspace/move-aside.ts';

/**
 * Makes the checkpoint folder what the ticket says: the checkpoint to start from, or empty. Throws `StepFailure` when one
 * is required and there is none.
 */
export async function restoreCheckpoint(attempt: Attempt): Promise<void> {
  const { ticket, host, places, log } = attempt;
  if (ticket.checkpoint === null || places.checkpoint === null) return;
  const { restore, required, path } = ticket.checkpoint;
  if (restore === null && required) {
    throw new StepFailure(
      'failure',
      'checkpoint: { resume: require }, but there is no complete checkpoint to go on from. Write resume: auto to start anew.',
    );
  }
  const { folder } = places.checkpoint;
  const moved = await moveAside(folder);
  if (moved !== null) {
    log.say(`${path} held files that are not of this attempt; they are in ${moved} now.`);
  }
  if (restore === null) await mkdir(folder, { recursive: true });
  else await restoreTree(host.blobs, restore.digest, folder, { signal: anyStop(attempt) });
}
