import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../text/message-of.ts';
import type { Broken, Door } from './door.ts';

/** Everybody shares the thread. */
const MOST_CPU_MS = 250;
const HANGS_AFTER_MS = 20_000;

export type Tried = { readonly broken: Broken; readonly ms: number };

/** Lets an input in, once; again where it took long, since others share this machine. */
export async function tryInput(
  { take, mostMs = MOST_CPU_MS }: Door,
  input: Buffer,
): Promise<Tried> {
  const first = await timed(take, input);
  if (first.broken !== null || first.ms <= mostMs) return first;
  const again = [await timed(take, input), await timed(take, input)];
  const ms = Math.min(first.ms, ...again.map((one) => one.ms));
  return { broken: ms <= mostMs ? null : `takes long: ${Math.round(ms)} ms`, ms };
}

async function timed(take: Door['take'], input: Buffer): Promise<Tried> {
  const before = process.threadCpuUsage();
  const broken = await lawBrokenBy(() => take(input));
  const { user, system } = process.threadCpuUsage(before);
  return { broken, ms: (user + system) / 1000 };
}

/** What an act says, throws, or never comes to say. */
export async function lawBrokenBy(act: () => Broken | Promise<Broken>): Promise<Broken> {
  const patience = new AbortController();
  try {
    const acted = act();
    if (!(acted instanceof Promise)) return acted;
    const late = sleep(HANGS_AFTER_MS, 'hangs', { signal: patience.signal }).catch(() => null);
    return await Promise.race([acted, late]);
  } catch (error) {
    return `throws ${messageOf(error)} ${placeOf(error)}`;
  } finally {
    patience.abort();
  }
}

/** Where of this repository it was thrown. */
function placeOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return (
    lines.find((line) => /\/(?:app|action|content|text|math|schemas)\//.test(line))?.trim() ?? ''
  );
}
