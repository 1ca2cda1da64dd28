import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { measures } from '../measures.ts';
import { parseDuration } from './units.ts';

/**
 * Whether a step may be taken from the cache: unless it says so itself, only if it has something to take and has said
 * what it depends on. So never a source, a notification or a promotion.
 */
export function cacheRule(step: Step): PlanStep['cache'] {
  if (step.run === undefined || step.promote !== undefined) return null;
  const { cache } = step;
  if (typeof cache === 'object') {
    const age = cache['max-age'];
    return { maxAgeMs: age === undefined ? null : parseDuration(age) };
  }
  return (cache ?? isWorthIt(step)) ? { maxAgeMs: null } : null;
}

function isWorthIt(step: Step): boolean {
  const hasProducts = measures(step) || Object.keys(step.outputs ?? {}).length > 0;
  const saysWhatOf = step.files !== undefined || Object.keys(step.inputs ?? {}).length > 0;
  return hasProducts && saysWhatOf;
}
