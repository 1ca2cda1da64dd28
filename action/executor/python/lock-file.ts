import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * Does something while no other process, and nothing else in this one, does it under the same lock file. The lock is one
 * of the operating system (SQLite takes it), so that it never outlives the process that holds it.
 */
export async function withLock<T>(
  file: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const { DatabaseSync } = await import('node:sqlite');
  const lock = new DatabaseSync(file);
  try {
    for (;;) {
      signal.throwIfAborted();
      if (takes(() => lock.exec('BEGIN EXCLUSIVE'))) break;
      await sleep(POLL_MS);
    }
    return await work();
  } finally {
    lock.close();
  }
}

const SQLITE_BUSY = 5;

function takes(begin: () => void): boolean {
  try {
    begin();
    return true;
  } catch (error) {
    const isBusy = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
    if (!isBusy) throw error;
    return false;
  }
}
