import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { logPath } from '../../local/local-logs.ts';
import type { Output } from '../io.ts';
import { findRow } from '../workspace/find-row.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import type { Workspace } from '../workspace/open-workspace.ts';

const POLL_MS = 200;

/** Writes what a step or cell prints as it comes, attempt after attempt, until it is over; it may run in another process. */
export async function followLog(
  { store, state }: Workspace,
  { run, key }: { readonly run: string; readonly key: string },
  { stdout, stderr }: { readonly stdout: Output; readonly stderr: Output },
): Promise<void> {
  let attempt = 1;
  let position = 0;
  for (;;) {
    // Asked before reading: what was written before a row is over is then surely read.
    const row = findRow(await loadRunRecord(store, run), key);
    position = await copyFrom(logPath(state.logs, { run, key, attempt }), position, stdout);
    if (row.attempt > attempt) {
      attempt += 1;
      position = 0;
      stderr.write(`--- attempt ${attempt} of ${key}\n`);
    } else if (row.state === 'over') {
      return;
    } else {
      await sleep(POLL_MS);
    }
  }
}

/** Copies what a file has beyond a position; gives the new position. */
async function copyFrom(path: string, position: number, to: Output): Promise<number> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return position;
  try {
    const stream = file.createReadStream({ start: position, encoding: 'utf8', autoClose: false });
    for await (const text of stream) to.write(String(text));
    return position + stream.bytesRead;
  } finally {
    await file.close();
  }
}
