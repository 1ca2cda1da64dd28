import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { UntrustedBounds } from '../../domain/quotas.ts';
import { exactDuration } from '../../../text/duration.ts';

export type Bounded = {
  readonly plan: Plan;
  /** Why it may not start at all, to end a sentence; null: it may. */
  readonly tooWide: string | null;
  /** What every step gets at most, where one wants more; a sentence each. */
  readonly lowered: readonly string[];
};

const LONGEST_GRACE_MS = 600_000;

/** A plan for code that nobody answers for: no more steps and cells, attempts and time than the policy lets it have. */
export function boundUntrusted(plan: Plan, bounds: UntrustedBounds): Bounded {
  const { cells, retries, timeMs } = bounds;
  const wide = plan.steps.reduce((sum, step) => sum + rowsOf(step), 0);
  const tooWide =
    wide > cells
      ? `its commit is not trusted, and it has ${wide} steps and cells, where ${cells} are let run (quotas.untrusted.cells). Someone with write access can push it to a branch of this repository`
      : null;
  const lowered = [
    ...(plan.steps.some((step) => retriesOf(step) > retries)
      ? [`each step has at most ${retries} retries in all`]
      : []),
    ...(plan.steps.some(({ clocks }) => clocks.timeoutMs > timeMs)
      ? [`each step may run for ${exactDuration(timeMs)} at most`]
      : []),
  ];
  return {
    plan: { ...plan, mostCells: cells, steps: plan.steps.map((step) => boundStep(step, bounds)) },
    tooWide,
    lowered,
  };
}

/** Rows of a step that do work; of a matrix that is made at run time the kernel counts them. */
function rowsOf({ matrix }: PlanStep): number {
  if (matrix === null) return 1;
  return matrix.cells.type === 'static' ? matrix.cells.cells.length : 0;
}

function retriesOf({ retry }: PlanStep): number {
  const all = [...Object.values(retry.limits), ...Object.values(retry.exitCodes)];
  return all.reduce((sum, limit) => sum + limit, 0);
}

function boundStep(step: PlanStep, { retries, timeMs }: UntrustedBounds): PlanStep {
  const { clocks, retry } = step;
  return {
    ...step,
    retry: { ...retry, most: retries },
    clocks: {
      ...clocks,
      timeoutMs: Math.min(clocks.timeoutMs, timeMs),
      gracePeriodMs: Math.min(clocks.gracePeriodMs, LONGEST_GRACE_MS),
    },
  };
}
