import type { Patch } from '../../app/domain/run/patch.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import type { PlanIndex } from '../../app/engine/state/plan-index.ts';
import type { Scenario } from './arbitrary-scenario.ts';
import type { Coverage } from './coverage.ts';

/** Marks what a run reached by beginning. */
export function markStart(scenario: Scenario, first: Patch, coverage: Coverage): void {
  const { exclude } = scenario.request.options;
  coverage.markPatch(first);
  const isLeftOut = ({ key, result }: StepRow): boolean => key in exclude && result === 'skipped';
  if (first.steps.some(isLeftOut)) coverage.mark('left out');
}

/** Marks which rules and conditions let a step go on, and which did not. */
export function markArrivals(
  plan: PlanIndex,
  before: ReadonlyMap<string, StepRow | undefined>,
  rows: readonly StepRow[],
  coverage: Coverage,
): void {
  for (const row of rows) {
    const wasWaiting = row.role !== 'cell' && before.get(row.key)?.state === 'waiting';
    if (wasWaiting && row.state !== 'waiting') markArrival(plan.step(row.stepId), row, coverage);
  }
}

/** What is said where the rule that holds without a word of it did not: how a need ended. */
const USUAL = /^\S+ (?:failed|was (?:rejected|cancelled|skipped))/;

function markArrival(step: PlanStep, row: StepRow, coverage: Coverage): void {
  const reason = row.reason ?? '';
  if (reason.includes('--deploy')) coverage.mark('needs --deploy');
  if (reason.startsWith('`if:')) coverage.mark(`if ${step.if} does not hold`);
  if (reason.startsWith('`when:') || USUAL.test(reason)) {
    coverage.mark(`when ${step.when} does not hold`);
  }
  if (row.result !== null && row.result !== 'success') return;
  if (step.matrix?.cells.type === 'dynamic') coverage.mark('dynamic matrix opened');
  coverage.mark(`if ${step.if} holds`);
  coverage.mark(`when ${step.when} holds`);
}
