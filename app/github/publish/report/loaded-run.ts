import type { RunView } from '../../../../schemas/run-view.generated.ts';
import type { Plan } from '../../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../../domain/run/run.ts';

/** A run as the store has it, and as people read it. */
export type LoadedRun = {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly steps: readonly StepRow[];
  readonly view: RunView;
};
