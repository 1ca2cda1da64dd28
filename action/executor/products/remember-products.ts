import { createHash } from 'node:crypto';
import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BigIntStats } from 'node:fs';
import { forEachParallel } from '../../../content/for-each-parallel.ts';
import { MAX_ENTRIES } from '../../../content/manifest/check-entries.ts';
import { walkTree } from '../../../content/walk-tree.ts';
import { anyStop, type Attempt } from '../attempt.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';
import { productPaths } from '../workspace/written-paths.ts';
import { matchPlots } from './match-plots.ts';

/** Whether what lies at a path was there before the command and has not been touched since: it is not the step's. */
export type IsFromBefore = (path: string) => Promise<boolean>;

/**
 * Remembers what lies where the step is to leave something, before its command: an input that it may write to or, in
 * place, what anyone left. By stamps, since a clock cannot tell: another step may have ended a moment ago.
 */
export async function rememberProducts(attempt: Attempt): Promise<IsFromBefore> {
  const { ticket, host } = attempt;
  const { workspace } = host.folders;
  const plots = await matchPlots(workspace, ticket.plots).catch(() => []);
  const before = new Map<string, Stamp>();
  for (const path of new Set([...productPaths(ticket), ...plots])) {
    const stamp = await stampOf(workspace, path);
    if (stamp !== null) before.set(path, stamp);
  }
  await untilItsClockTicks([...before.values()], anyStop(attempt));
  return async (path) => {
    const stamp = before.get(path);
    return stamp !== undefined && stamp.text === (await stampOf(workspace, path))?.text;
  };
}

type Stamp = {
  /** Equal texts: nothing was written. */
  readonly text: string;
  /** When anything there was changed last. */
  readonly changedAt: bigint;
};

/** Null: nothing is there that could be kept. */
async function stampOf(workspace: string, path: string): Promise<Stamp | null> {
  try {
    const place = await insideWorkspace(workspace, path, 'product');
    const top = await stat(place, { bigint: true });
    return top.isDirectory() ? await stampOfFolder(place, top) : stampOfFile(top);
  } catch {
    return null;
  }
}

function stampOfFile({ ino, size, mode, mtimeNs, ctimeNs }: BigIntStats): Stamp {
  const text = [ino, size, mode, mtimeNs, ctimeNs].join(' ');
  return { text, changedAt: mtimeNs > ctimeNs ? mtimeNs : ctimeNs };
}

/** Of all that lies in it; not of its own times, which a file that comes and goes changes as well. */
async function stampOfFolder(folder: string, { ino }: BigIntStats): Promise<Stamp> {
  let seen = 0;
  const found = await walkTree(folder, () => {
    seen += 1;
    if (seen > MAX_ENTRIES) throw new Error('No artifact holds as much.');
    return false;
  });
  const paths = found.map((item) => item.path).sort();
  const stamps: Stamp[] = [];
  await forEachParallel(paths.entries(), async ([index, path]) => {
    stamps[index] = stampOfFile(await lstat(join(folder, path), { bigint: true }));
  });
  const hash = createHash('sha256').update(`${ino}`);
  for (const [index, path] of paths.entries()) {
    hash.update(`\0${path}\0${stamps[index]?.text}`);
  }
  return { text: hash.digest('hex'), changedAt: newest(stamps) };
}

const COARSE_TICK_MS = 2000;
const FINE_TICK_MS = 10;

/**
 * Within one tick of the file system's clock two writings may have the same stamp. It ticks with the kernel's timer, up
 * to 10 ms, or on FAT and some network file systems every 1 or 2 s: then its times are whole seconds.
 */
async function untilItsClockTicks(stamps: readonly Stamp[], signal: AbortSignal): Promise<void> {
  if (stamps.length === 0) return;
  const last = newest(stamps);
  const tick = last % 1_000_000_000n === 0n ? COARSE_TICK_MS : FINE_TICK_MS;
  const rest = Math.min(Number(last / 1_000_000n) + tick + 1 - Date.now(), tick);
  if (rest > 0) await sleep(rest, undefined, { signal }).catch(() => undefined);
}

function newest(stamps: readonly Stamp[]): bigint {
  return stamps.reduce((last, { changedAt }) => (changedAt > last ? changedAt : last), 0n);
}
