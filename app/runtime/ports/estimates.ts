import type { StepEstimate } from '../../costs/step-estimate.ts';

/** What steps of runs may cost, as it was reckoned before they began: it stays, so that what people read of it does. */
export interface Estimates {
  /** Null: nobody has reckoned it. */
  of(run: string): Promise<readonly StepEstimate[] | null>;
  /** Keeps it, unless there is one; gives the one that is kept. */
  keep(run: string, steps: readonly StepEstimate[]): Promise<readonly StepEstimate[]>;
}
