import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient, StorageError } from '../../../content/storage-error.ts';
import { duration } from '../../../text/duration.ts';
import { anyStop, type Attempt } from '../attempt.ts';

const SECOND = 1000;
/** Nine minutes in all: time for a person to make room, and no reason to hold a machine for longer. */
const WAITS_MS = [1, 10, 30, 60, 120, 300].map((seconds) => seconds * SECOND);

/**
 * Saves what a command left. On a full disk it tries again for a while: the work is done, and another process or a
 * person may make room, while an attempt that fails here would do it all again. Throws the last `StorageError`.
 */
export async function savePatiently<T>(attempt: Attempt, save: () => Promise<T>): Promise<T> {
  const stop = anyStop(attempt);
  for (const wait of WAITS_MS) {
    try {
      return await save();
    } catch (error) {
      if (!(error instanceof StorageError) || !isTransient(error) || stop.aborted) throw error;
      attempt.log.say(
        `${error.message} The command ended well; it is saved again in ${duration(wait)}.`,
      );
    }
    await sleep(wait, undefined, { signal: stop }).catch(() => undefined);
  }
  return save();
}
