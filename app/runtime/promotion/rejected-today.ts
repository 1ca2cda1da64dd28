import { isUnderWay } from '../../domain/gate.ts';
import type { Plan } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { judgeGates } from '../../engine/gates/judge-gates.ts';
import { HotRun, type RunRows } from '../../engine/state/hot-run.ts';
import { indexPlan } from '../../engine/state/plan-index.ts';
import { waitedFor } from '../decide/enrich-event.ts';
import { NotYet } from '../not-yet.ts';
import type { BaselineDeps } from '../gates/baselines-of.ts';

/**
 * What the first gate of today says that does not let pass what a run measured; null: all do. Throws `NotYet` while a
 * baseline is being measured, as long as that is worth waiting for.
 */
export async function rejectedToday(
  deps: BaselineDeps,
  { run, today }: { readonly run: RunRows; readonly today: Plan },
  isWorthWaiting: boolean,
): Promise<string | null> {
  const now = HotRun.load(indexPlan(today), run);
  for (const row of gatedRows(now)) {
    const { gates } = now.plan.step(row.stepId);
    const baselines = await waitedFor(deps, now, row.key);
    if (isWorthWaiting && isUnderWay(baselines)) throw new NotYet('a baseline is being measured');
    const failed = judgeGates(gates, row, baselines).find(({ verdict }) => verdict === 'fail');
    if (failed !== undefined) return failed.message;
  }
  return null;
}

/** Rows of work that is done, whose steps have gates. */
export function gatedRows(now: HotRun): readonly StepRow[] {
  return now
    .rows()
    .steps.filter(
      ({ stepId, role, result }) =>
        role !== 'group' &&
        result === 'success' &&
        now.plan.plan.steps.some(({ id, gates }) => id === stepId && gates.length > 0),
    );
}
