import type { RunEvent } from '../domain/run/event.ts';
import type { Patch } from '../domain/run/patch.ts';
import { decide } from './decide.ts';
import { HotRun } from './state/hot-run.ts';
import type { PlanIndex } from './state/plan-index.ts';

/** The run that a first patch and the events after it lead to. Effects are decided again and dropped: they were performed. */
export function replay(plan: PlanIndex, first: Patch, events: Iterable<RunEvent>): HotRun {
  const run = hotRunOf(plan, first);
  for (const event of events) {
    const patch = decide(run, event);
    if (patch !== null) run.apply(patch);
  }
  return run;
}

/** A new run in memory, from its first patch. */
export function hotRunOf(plan: PlanIndex, first: Patch): HotRun {
  const { header, steps, attempts, timers } = first;
  return HotRun.load(plan, { header, steps, attempts, timers: timers.set });
}
