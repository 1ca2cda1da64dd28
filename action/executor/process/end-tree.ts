import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessTree } from './process-tree.ts';

export type EndOptions = { readonly graceMs: number; readonly kill: AbortSignal };

/** Why it was ended by SIGKILL: its grace period was over, or its host would not wait for that. Null: it was not. */
export type KilledBy = 'grace-over' | 'host' | null;

const POLL_MS = 100;

/**
 * Ends a tree: SIGTERM, then up to the grace period for all of it to be gone (a shell dies at once, what it started may
 * still be saving), then SIGKILL; at once when `kill` is aborted. Gives what made SIGKILL necessary.
 */
export async function endTree(
  tree: ProcessTree,
  exited: Promise<unknown>,
  { graceMs, kill }: EndOptions,
): Promise<KilledBy> {
  if (!kill.aborted) await tree.signal('SIGTERM');
  if (await isGoneIn(graceMs, { tree, exited, kill })) return null;
  const killedBy = kill.aborted ? 'host' : 'grace-over';
  await tree.kill();
  return killedBy;
}

async function isGoneIn(
  graceMs: number,
  { tree, exited, kill }: { tree: ProcessTree; exited: Promise<unknown>; kill: AbortSignal },
): Promise<boolean> {
  const giveUpAt = Date.now() + graceMs;
  await exitOrPatience(exited, graceMs, kill);
  while (!kill.aborted) {
    if ((await tree.members()).length === 0) return true;
    if (Date.now() >= giveUpAt) return false;
    await sleep(Math.min(POLL_MS, Math.max(1, giveUpAt - Date.now())));
  }
  return false;
}

/** Waits for the first of: the process ended, the time is over, the host lost patience. */
async function exitOrPatience(
  exited: Promise<unknown>,
  graceMs: number,
  kill: AbortSignal,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = (): void => resolve();
  const timer = setTimeout(done, graceMs);
  kill.addEventListener('abort', done);
  if (kill.aborted) done();
  await Promise.race([exited, promise]);
  clearTimeout(timer);
  kill.removeEventListener('abort', done);
}
