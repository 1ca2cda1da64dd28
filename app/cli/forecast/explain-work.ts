import type { RunHeader } from '../../domain/run/run.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { compareWork, type Sources, type Work } from './compare-work.ts';
import { whyNotReused } from './why-not-reused.ts';

/**
 * Why work is done and not taken from the cache, in words that follow "because", each a reason of its own. What it is
 * compared with is the newest other run of the step that was there before.
 */
export async function explainWork(sources: Sources, work: Work): Promise<readonly string[]> {
  const told = await changesSince(sources, work);
  if (told === null) return ['it has not run here before'];
  if (told.changes.length > 0) return told.changes;
  return [await whyNotReused(sources, work, told.run)];
}

/** What is known to have changed since the newest earlier run of the step; null: there is none. */
export async function changesSince(sources: Sources, work: Work): Promise<Changes | null> {
  const { store } = sources;
  const { pipeline, key, run: except, at } = work;
  // A run that is being planned comes after all that there are.
  const then = except === null ? {} : { before: at };
  const [earlier] = await store.cache.recentParts({ pipeline, key, except, limit: 1, ...then });
  const run = earlier === undefined ? null : await store.runs.header(earlier.run);
  if (earlier === undefined || run === null) return null;
  const reasons = await compareWork(sources, work, { parts: earlier.parts, run });
  return { run, changes: reasons.map((reason) => `${reason} since #${runNumber(run)}`) };
}

type Changes = {
  /** The earlier one. */
  readonly run: RunHeader;
  readonly changes: readonly string[];
};
