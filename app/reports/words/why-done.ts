import type { PlanStep } from '../../domain/plan.ts';
import { startsAfresh } from '../../domain/run/reads-cache.ts';
import type { RunOptions } from '../../domain/run/run.ts';

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
