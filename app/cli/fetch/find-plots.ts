import type { ArtifactRef } from '../../domain/artifact.ts';
import { cellFolder } from '../../domain/cell.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { UsageError } from '../usage-error.ts';
import { findLog } from '../workspace/find-log.ts';
import { findRow } from '../workspace/find-row.ts';

export type Plots = {
  readonly artifact: ArtifactRef;
  readonly step: PlanStep;
  /** The attempt that left them. */
  readonly attempt: AttemptId;
};

const ENDING = '.plots';

/**
 * The plots that a person means by `STEP.plots`, of its newest attempt. Null: something else is meant, as when the step
 * has an output of this name. Throws a `UsageError` when the step left none.
 */
export async function findPlots(
  store: StoreReads,
  record: RunRecord,
  reference: string,
): Promise<Plots | null> {
  if (!reference.endsWith(ENDING)) return null;
  const row = findRow(record, reference.slice(0, -ENDING.length));
  const step = record.plan.steps.find(({ id }) => id === row.stepId);
  if (step === undefined || step.plots.length === 0 || 'plots' in step.outputs) return null;
  const attempt = await findLog(store, record, { key: row.key, attempt: null });
  const plots = (await store.attempts.material(attempt))?.plots ?? null;
  if (plots === null) throw new UsageError(`${row.key} left no plots.`);
  const path = row.cell === null ? `${step.id}-plots` : `${step.id}-${cellFolder(row.cell)}-plots`;
  return { step, attempt, artifact: { ...plots, type: 'report', path } };
}
