import type { RunOptions } from './run.ts';

/** Whether a step of a run may be given earlier work. */
export function readsCache(options: RunOptions, stepId: string): boolean {
  return !startsAfresh(options, stepId) && !(options.again ?? []).includes(stepId);
}

/** Whether a step begins without anything of earlier runs, checkpoints included. */
export function startsAfresh({ noCache }: RunOptions, stepId: string): boolean {
  return typeof noCache === 'boolean' ? noCache : noCache.includes(stepId);
}
