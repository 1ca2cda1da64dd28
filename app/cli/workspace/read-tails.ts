import { open } from 'node:fs/promises';
import { logPath } from '../../local/local-logs.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';

const TAIL_LINES = 10;
const TAIL_BYTES = 16 * 1024;

/** The last lines that each failed step or cell printed, by key. */
export async function readTails(
  logs: string,
  view: RunView,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const tails = new Map<string, readonly string[]>();
  for (const step of view.steps) {
    const attempt = step.attempts.at(-1);
    if (step.result !== 'failure' || attempt === undefined) continue;
    const of = { run: view.id, key: step.key, attempt: attempt.number };
    tails.set(step.key, await readTail(logPath(logs, of)));
  }
  return tails;
}

async function readTail(path: string): Promise<readonly string[]> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(size - from),
      position: from,
    });
    const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n');
    return lines.slice(-TAIL_LINES);
  } finally {
    await file.close();
  }
}
