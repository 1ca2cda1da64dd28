import { ENDED_WORDS } from '../../domain/result-words.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { MatrixCounts, StepRow } from '../../domain/run/run.ts';
import type { StepResult } from '../../domain/statuses.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endUnderAll } from '../step/end-under-all.ts';
import { releaseHeld } from './release-held.ts';
import { stopRow } from '../step/stop-row.ts';

/** The worst first: what a matrix step ends as when not all its cells succeeded. */
const WORST_FIRST: readonly StepResult[] = ['failure', 'rejected', 'cancelled', 'skipped'];

/** What follows when a cell ends: its failure may stop the others, its place goes to a held one, and the last one ends the matrix step. */
export function settleCell(changes: RunChanges, cell: StepRow): void {
  const step = changes.plan.step(cell.stepId);
  const matrix = changes.step(cell.stepId);
  if (matrix?.group === null || matrix === undefined || matrix.state !== 'open') return;
  if (failsFast(step, cell)) stopOthers(changes, cell);
  releaseHeld(changes, cell.stepId);
  endMatrixIfDone(changes, cell.stepId);
}

// As in Actions, a job that may fail stops no other: https://docs.github.com/actions/using-jobs/using-a-matrix-for-your-jobs
function failsFast(step: PlanStep, cell: StepRow): boolean {
  if (cell.result !== 'failure' && cell.result !== 'rejected') return false;
  return step.matrix?.failFast === true && !step.continueOnError;
}

function stopOthers(changes: RunChanges, failed: StepRow): void {
  const ended = failed.result === null ? 'ended' : ENDED_WORDS[failed.result];
  const reason = `${failed.key} ${ended}, and the matrix is fail-fast`;
  for (const cell of changes.cellsOf(failed.stepId)) {
    stopRow(changes, cell, { ending: 'cancelled', reason });
  }
}

/** Ends an open matrix step once its cells are over, and so are the steps whose cells they waited for. */
export function endMatrixIfDone(changes: RunChanges, stepId: string): void {
  const matrix = changes.step(stepId);
  const counts = matrix?.group ?? null;
  if (matrix === undefined || counts === null || counts.open > 0 || matrix.state === 'over') return;
  const result = WORST_FIRST.find((worst) => counts.results[worst] > 0) ?? 'success';
  endUnderAll(changes, matrix, { result, reason: reasonOf(counts, result) });
}

function endedAs(result: StepResult, cells: number): string {
  return result === 'failure' ? 'failed' : `${cells === 1 ? 'was' : 'were'} ${result}`;
}

function reasonOf(counts: MatrixCounts, result: StepResult): string | null {
  return result === 'success'
    ? null
    : `${counts.results[result]} of ${counts.total} cells ${endedAs(result, counts.results[result])}`;
}
