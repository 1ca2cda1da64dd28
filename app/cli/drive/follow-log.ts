import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { logPath } from '../../local/local-logs.ts';
import type { Io } from '../io.ts';
import { printLog, printText } from '../terminal/print.ts';
import { findRow } from '../workspace/find-row.ts';
import { loadRunRecord } from '../workspace/load-run-record.ts';
import type { Workspace } from '../workspace/open-workspace.ts';

const POLL_MS = 200;

/** Writes what a step or cell prints as it comes, attempt after attempt, until it is over; it may run in another process. */
export async function followLog(
  { store, state }: Workspace,
  { run, key }: { readonly run: string; readonly key: string },
  { stdout, stderr, env }: Pick<Io, 'stdout' | 'stderr' | 'env'>,
): Promise<void> {
  let attempt = 1;
  let position = 0;
  for (;;) {
    // Asked before reading: what was written before a row is over is then surely read.
    const row = findRow(await loadRunRecord(store, run), key);
    const take = (lines: readonly string[]) => printLog(stdout, env, lines);
    position = await readLines(logPath(state.logs, { run, key: row.key, attempt }), position, take);
    if (row.attempt > attempt) {
      attempt += 1;
      position = 0;
      printText(stderr, `--- attempt ${attempt} of ${key}`);
    } else if (row.state === 'over') {
      return;
    } else {
      await sleep(POLL_MS);
    }
  }
}

/** Gives the whole lines that a file has beyond a position, and tells where the rest begins. */
async function readLines(
  path: string,
  position: number,
  take: (lines: readonly string[]) => void,
): Promise<number> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return position;
  try {
    const stream = file.createReadStream({ start: position, encoding: 'utf8', autoClose: false });
    let rest = '';
    for await (const text of stream) {
      const lines = `${rest}${String(text)}`.split('\n');
      rest = lines.pop() ?? '';
      take(lines);
    }
    return position + stream.bytesRead - Buffer.byteLength(rest);
  } finally {
    await file.close();
  }
}
