import { stat } from 'node:fs/promises';
import { createHashMemo } from '../../../content/hash-memo.ts';
import type { Attempt } from '../attempt.ts';
import type { Activity } from '../process/clocks.ts';
import { within } from '../process/within.ts';
import { followFile } from '../metrics/follow-file.ts';
import { printFolder } from './folder-print.ts';
import { restlessness } from './restlessness.ts';
import { saveCheckpoint } from './save-checkpoint.ts';
import type { SavedCheckpoint } from './save-checkpoint.ts';
import { messageOf } from '../../../text/message-of.ts';

/** Saves a step's checkpoints while its command runs. */
export type CheckpointWatch = {
  /** The command is over: saves what is whole and not saved yet, then stops. Whole is what an orderly end left. */
  finish(end: { readonly orderly: boolean; readonly succeeded: boolean }): Promise<void>;
  /** Stops without another save; waits for one that is under way. Can be called twice. */
  stop(): Promise<void>;
  /** When the files of the newest saved checkpoint were written; null: none was saved. */
  savedAt(): number | null;
};

export type WatchTimes = { readonly quietMs: number; readonly pollMs: number };

const TIMES: WatchTimes = { quietMs: 10_000, pollMs: 1000 };

/**
 * Watches the step's checkpoint folder, if it has one. on-quiet: when `everyMs` have passed since the last save and no
 * file has changed for `quietMs`. on-signal: when a line is appended to the ready file. A save that fails is told of, once
 * for each reason, and fails nothing else: the next one may succeed.
 */
export function watchCheckpoints(
  attempt: Attempt,
  activity: Activity,
  times: WatchTimes = TIMES,
): CheckpointWatch | null {
  const { ticket, places } = attempt;
  if (ticket.checkpoint === null || places.checkpoint === null) return null;
  const { save: mode, everyMs } = ticket.checkpoint;
  const saver = createSaver(attempt, places.checkpoint.folder, activity);
  const readAnnouncement = announcements(places.checkpoint.ready);
  const isQuiet = quietness(places.checkpoint.folder, times.quietMs);
  const warnOnce = restlessness(ticket.checkpoint, places.checkpoint.folder, {
    quietMs: times.quietMs,
    say: (text) => attempt.log.say(text),
  });
  let dueAt = Date.now() + everyMs;

  const saveWhatIsWhole = async (): Promise<void> => {
    const announcedNs = mode === 'on-signal' ? await readAnnouncement() : null;
    const isWhole =
      mode === 'on-signal' ? announcedNs !== null : Date.now() >= dueAt && (await isQuiet());
    if (!isWhole) return mode === 'on-quiet' && saver.last() === null ? warnOnce() : undefined;
    await saver.save(announcedNs);
    dueAt = Date.now() + everyMs;
  };
  const loop = startLoop(saveWhatIsWhole, mode === 'on-signal' ? times.pollMs / 4 : times.pollMs);
  return {
    async finish({ orderly, succeeded }) {
      await loop.stop();
      if (succeeded) return;
      dueAt = 0;
      if (orderly) await saver.save(null);
      else await saveWhatIsWhole();
    },
    stop: () => loop.stop(),
    savedAt: () => saver.last()?.print.changedAt ?? null,
  };
}

/** Gives when the newest line was appended to the ready file, in nanoseconds since 1970, if one was since the last time. */
function announcements(ready: string): () => Promise<bigint | null> {
  const opened = followFile(ready);
  return async () => {
    if ((await (await opened).read()).length === 0) return null;
    return (await stat(ready, { bigint: true })).mtimeNs;
  };
}

/** Whether no file of a folder has changed for a while; at the first look by the files' own times, then as seen. */
function quietness(folder: string, quietMs: number): () => Promise<boolean> {
  let seen: { id: string; changedAt: number } | null = null;
  return async () => {
    const print = await printFolder(folder);
    if (print === null) return false;
    if (seen === null) seen = { id: print.id, changedAt: Math.min(print.changedAt, Date.now()) };
    else if (seen.id !== print.id) seen = { id: print.id, changedAt: Date.now() };
    return Date.now() - seen.changedAt >= quietMs;
  };
}

function createSaver(
  { host, log, mask }: Attempt,
  folder: string,
  activity: Activity,
): { save(announcedNs: bigint | null): Promise<void>; last(): SavedCheckpoint | null } {
  const memo = createHashMemo();
  const isTelling = (name: string) => mask.apply(name) !== name;
  let last: SavedCheckpoint | null = null;
  // A step that saves faster than it can be stored would fill its log with one sentence.
  const told = new Set<string>();
  return {
    last: () => last,
    async save(announcedNs) {
      try {
        const { blobs, kill } = host;
        const order = { blobs, folder, memo, kill, announcedNs, isTelling };
        const saved = await saveCheckpoint(order);
        if (saved === null || saved.print.id === last?.print.id) return;
        last = saved;
        activity.touch();
        const { digest, size, files } = saved.tree;
        host.report({ type: 'checkpoint', at: Date.now(), digest, size, files });
      } catch (error) {
        const reason = messageOf(error);
        if (told.has(reason)) return;
        told.add(reason);
        log.say(`Checkpoint not saved: ${reason}. The last complete one stays.`);
      }
    },
  };
}

/** Does a piece of work again and again, with a pause between; `stop` waits for the one that is being done. */
function startLoop(work: () => Promise<void>, pauseMs: number): { stop(): Promise<void> } {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<true>();
  const run = async (): Promise<void> => {
    while (!(await within(stopped, pauseMs, false))) await work().catch(() => {});
  };
  const running = run();
  return {
    stop() {
      stop(true);
      return running;
    },
  };
}
