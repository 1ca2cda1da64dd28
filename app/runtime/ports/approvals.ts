import type { Plan } from '../../domain/plan.ts';
import type { CheckedApprovals } from '../../domain/run/event.ts';
import type { RunRows } from './runs.ts';

/** What decides, outside of a run, whether the approvals of its steps count. */
export interface Approvals {
  /** Asks about the approvals of a step. Throws when nobody can be asked: then nothing is decided. */
  ask(run: PlannedRun, key: string): Promise<AskedApprovals>;
}

/** A run whole. */
export type PlannedRun = RunRows & { readonly plan: Plan };

/** What was answered, to be held against the run as it is when that is written down. */
export type AskedApprovals = {
  /** The run's plan with the gates of today. */
  readonly today: Plan;
  /** `rejects`: what a gate of today says of what the run measured; null: they all let it pass. */
  readonly judge: (run: PlannedRun, key: string, rejects: string | null) => CheckedApprovals;
};
