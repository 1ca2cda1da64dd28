import type { HotRun } from '../../engine/state/hot-run.ts';
import { partsIn } from '../../compile/cache/parts-in.ts';
import type { LookChange } from '../ports/looks.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { judgedStep } from '../../reports/report/reported-step.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { lookerOf } from './looks-of.ts';
import { isEvaluation, testDataOf } from './test-data-of.ts';

type Looking = Pick<RuntimeDeps, 'store' | 'clock'>;

/**
 * The look at test data that an attempt which succeeds has; nothing where it evaluates nothing, or nobody can say on what.
 * Nobody chooses by what is not reported, and the seeds of a step are looked at as one.
 */
export async function newLooks(
  { store, clock }: Looking,
  hot: HotRun,
  key: string,
): Promise<readonly LookChange[]> {
  const row = hot.step(key);
  if (row === undefined) return [];
  const { plan } = hot.plan;
  const step = hot.plan.step(row.stepId);
  if (judgedStep(plan)?.id !== step.id || !isEvaluation(plan, step)) return [];
  if (row.role === 'cell' && hasLooked(hot, row)) return [];
  const made = await store.cache.partsOf(hot.header.id, key);
  const digest = made === null ? null : testDataOf(plan, step, partsIn(made.parts));
  if (digest === null) return [];
  return [{ type: 'look.add', ...lookerOf(hot.header), digest, at: clock.now() }];
}

/** Whether another cell of its step has been evaluated in this run. */
function hasLooked(hot: HotRun, { key, stepId }: StepRow): boolean {
  return Array.from(hot.cellsOf(stepId)).some(
    (cell) => cell.key !== key && cell.result === 'success' && cell.takenFrom === null,
  );
}
