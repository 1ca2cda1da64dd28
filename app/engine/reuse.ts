import type { StepRow } from '../domain/run/run.ts';
import type { PlanIndex } from './state/plan-index.ts';

/** A row of an earlier run of the same plan that ended, and that run's id. */
export type ReusedRow = { readonly run: string; readonly row: StepRow };

export type ReuseChoice =
  /** Everything but what did not succeed and what is below that. */
  | { readonly type: 'failed' }
  /** The same, and this step runs again too, with what is below it. */
  | { readonly type: 'from'; readonly step: string }
  | { readonly type: 'all' };

export type EarlierRun = {
  readonly run: string;
  readonly steps: readonly StepRow[];
  /** Keys of rows whose work cannot be had any more; such a row counts as one that did not succeed. */
  readonly lost: ReadonlySet<string>;
};

/**
 * What a rerun need not do again, for `startRun`. Below a step that runs again nothing is reused: there the cache
 * decides, and what registers or promotes is done anew. A step that was skipped stays skipped,
 * so that what stands below it is judged as it was.
 */
export function reuse(
  plan: PlanIndex,
  earlier: EarlierRun,
  choice: ReuseChoice,
): Readonly<Record<string, ReusedRow>> {
  if (choice.type === 'all') return {};
  const again = stepsThatRunAgain(plan, earlier, choice);
  const chosen = choice.type === 'from' ? choice.step : null;
  const isTaken = (row: StepRow): boolean => {
    if (!again.has(row.stepId)) return true;
    if (row.result !== 'success' && row.result !== 'stopped') return false;
    if (earlier.lost.has(row.key)) return false;
    // Of a matrix step that failed, the cells that succeeded are kept, if all above it stays.
    return row.role === 'cell' && row.stepId !== chosen && !isBelow(plan, row.stepId, again);
  };
  return Object.fromEntries(
    earlier.steps.filter(isTaken).map((row) => [row.key, { run: earlier.run, row }]),
  );
}

/** The steps that did not succeed, the chosen one, and everything below them. */
function stepsThatRunAgain(
  plan: PlanIndex,
  { steps, lost }: EarlierRun,
  choice: Exclude<ReuseChoice, { type: 'all' }>,
): ReadonlySet<string> {
  const rows = new Map(steps.map((row) => [row.key, row]));
  const withLost = new Set(steps.flatMap(({ key, stepId }) => (lost.has(key) ? [stepId] : [])));
  const again = new Set<string>();
  for (const step of plan.plan.steps) {
    const isChosen = choice.type === 'from' && step.id === choice.step;
    const isSeed = isChosen || withLost.has(step.id) || endedBadly(rows.get(step.id));
    if (isSeed || step.needs.some((need) => again.has(need))) again.add(step.id);
  }
  return again;
}

function endedBadly(row: StepRow | undefined): boolean {
  return row?.result !== 'success' && row?.result !== 'skipped';
}

function isBelow(plan: PlanIndex, stepId: string, again: ReadonlySet<string>): boolean {
  return plan.step(stepId).needs.some((need) => again.has(need));
}
