import type { ArtifactRef } from '../../domain/artifact.ts';
import { cellFolder } from '../../domain/cell.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import type { AttemptId, Material } from '../../runtime/ports/attempts.ts';
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
  const step = stepWithPlots(record, row);
  if (step === null) return null;
  const attempt = await findLog(store, record, { key: row.key, attempt: null });
  const plots = (await store.attempts.material(attempt))?.plots ?? null;
  if (plots === null) throw new UsageError(`${row.key} left no plots.`);
  const path = row.cell === null ? `${step.id}-plots` : `${step.id}-${cellFolder(row.cell)}-plots`;
  return { step, attempt, artifact: { ...plots, type: 'report', path } };
}

/** The plots that a row left, whatever became of it; null: none. */
export async function plotsLeftBy(
  store: StoreReads,
  record: RunRecord,
  row: StepRow,
): Promise<Material['plots']> {
  const hasRun = row.attempt > 0 || row.takenFrom !== null;
  if (!hasRun || row.role === 'group' || stepWithPlots(record, row) === null) return null;
  // The run that it was taken from may be forgotten.
  const attempt = await findLog(store, record, { key: row.key, attempt: null }).catch(() => null);
  return attempt === null ? null : ((await store.attempts.material(attempt))?.plots ?? null);
}

/** The plots of all steps of a run, by key; those of cells are not told of. */
export async function plotsOfRun(
  store: StoreReads,
  record: RunRecord,
): Promise<ReadonlyMap<string, NonNullable<Material['plots']>>> {
  const found = new Map<string, NonNullable<Material['plots']>>();
  for (const row of record.steps) {
    const plots = row.cell === null ? await plotsLeftBy(store, record, row) : null;
    if (plots !== null) found.set(row.key, plots);
  }
  return found;
}

/** Null: the step draws none, or has an output of that name. */
function stepWithPlots({ plan }: RunRecord, row: StepRow): PlanStep | null {
  const step = plan.steps.find(({ id }) => id === row.stepId);
  return step === undefined || step.plots.length === 0 || 'plots' in step.outputs ? null : step;
}
