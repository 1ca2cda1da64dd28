import type { PlanStep } from '../../domain/plan.ts';
import { startsAfresh } from '../../domain/run/reads-cache.ts';
import type { RunOptions } from '../../domain/run/run.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { compareWork, type Sources, type Work } from './compare-work.ts';

/**
 * Why work is done and not taken from the cache, in words that follow "because", each a reason of its own. What it is
 * compared with is the newest other run of the step.
 */
export async function explainWork(sources: Sources, work: Work): Promise<readonly string[]> {
  const told = await changesSince(sources, work);
  if (told === null) return ['it has not run here before'];
  if (told.changes.length > 0) return told.changes;
  if (told.inPlace) return [`#${told.run} ran in place, and work in place is not kept`];
  return [`the same work did not succeed in #${told.run}, or is not kept any more`];
}

/** What is known to have changed since the newest other run of the step; null: there is none. */
export async function changesSince(sources: Sources, work: Work): Promise<Changes | null> {
  const { store } = sources;
  const { pipeline, key, run: except } = work;
  const [before] = await store.cache.recentParts({ pipeline, key, except, limit: 1 });
  const header = before === undefined ? null : await store.runs.header(before.run);
  if (before === undefined || header === null) return null;
  const run = runNumber(header);
  const reasons = await compareWork(sources, work, { parts: before.parts, run: header });
  const changes = reasons.map((reason) => `${reason} since #${run}`);
  return { run, inPlace: header.options.inPlace, changes };
}

type Changes = {
  /** The number of the other run. */
  readonly run: string;
  readonly inPlace: boolean;
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
