import type { AttemptRow, RunHeader, StepRow, Timer } from '../../domain/run/run.ts';
import type { PlanIndex } from './plan-index.ts';

/** What a decision may read of a run: single rows by name, and the next row of an index. Nothing here scans the run. */
export interface RunReader {
  readonly plan: PlanIndex;
  readonly header: RunHeader;
  step(key: string): StepRow | undefined;
  attempt(key: string, number: number): AttemptRow | undefined;
  timer(id: string): Timer | undefined;
  /** Cells that have been made, in order. Empty before the matrix opened. */
  cellsOf(stepId: string): Iterable<StepRow>;
  /** The `ready` row that comes first behind this order; -1 for the first of all. */
  nextReady(after: number): StepRow | undefined;
  /** The `held` cell of a matrix step that comes first behind this order. */
  nextHeld(stepId: string, after: number): StepRow | undefined;
  /** `waiting` rows whose needs are all over, in order: there are such only in a run that has not begun. */
  unblocked(): Iterable<StepRow>;
  /** Rows that are neither `waiting` nor `over`, in order: what a cancel reaches. */
  active(): Iterable<StepRow>;
}
