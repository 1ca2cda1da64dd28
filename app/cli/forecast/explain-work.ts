import type { PlanStep } from '../../domain/plan.ts';
import { startsAfresh } from '../../domain/run/reads-cache.ts';
import type { RunHeader, RunOptions } from '../../domain/run/run.ts';
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

/** Follows "because", of work that was found and could not be used. */
export const LOST_WORK = 'bytes that it left in an earlier run are missing or damaged';

/** Why a run does not take a step from the cache, if whoever asked for the run wanted that; follows "because". */
export function whyAskedFor(options: RunOptions, stepId: string): string | null {
  if (startsAfresh(options, stepId)) {
    return `--no-cache${options.noCache === true ? '' : ` ${stepId}`} asks for it`;
  }
  const again = options.again ?? [];
  return again.includes(stepId) ? 'it was asked to run, whatever the cache holds' : null;
}

/** Why the cache is never asked about a step. */
export function whyNeverCached(step: PlanStep): string {
  if (step.action.type !== 'run') return `what it does to the registry is done in every run`;
  const saysWhatOf = step.files !== null || Object.keys(step.inputs).length > 0;
  const hasProducts = step.metrics !== null || Object.keys(step.outputs).length > 0;
  if (step.promote.length > 0) return 'it promotes a model, which is done in every run';
  if (!hasProducts) return 'it has neither outputs nor metrics that could be kept';
  if (!saysWhatOf) return 'it declares neither inputs nor files, so what it reads is not known';
  return 'its cache is off';
}
