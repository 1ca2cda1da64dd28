import { evaluateCondition } from '../../expressions/evaluate-condition.ts';
import type { StatusFunctions } from '../../expressions/contexts.ts';
import { referencesOfExpression } from '../../expressions/references.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { conditionContexts } from './contexts-of.ts';
import type { RunReader } from '../state/run-reader.ts';
import { describeNeeds } from './describe-needs.ts';
import { triggerRuleHolds } from './trigger-rule.ts';

export type Condition =
  | { readonly type: 'run' }
  | {
      readonly type: 'end';
      readonly result: 'skipped' | 'failure' | 'cancelled';
      readonly reason: string;
    };

const RUN: Condition = { type: 'run' };

/** Whether a step whose needs are all over may go on: first `when`, then `if`; after a cancel only what asks to run even then. */
export function judgeCondition(reader: RunReader, row: StepRow): Condition {
  const step = reader.plan.step(row.stepId);
  const { cancel } = reader.header;
  if (cancel !== null && (cancel.forced || !conditionSurvivesCancel(reader, row.stepId))) {
    return { type: 'end', result: 'cancelled', reason: cancel.reason };
  }
  if (step.when !== null && !triggerRuleHolds(step.when, row.needs)) {
    return { type: 'end', result: 'skipped', reason: describeNeeds(reader, step, null) };
  }
  if (step.if === null) return RUN;
  const held = evaluateIf(reader, row, step.if);
  if (!held.ok) return { type: 'end', result: 'failure', reason: `\`if\`: ${held.message}` };
  return held.value
    ? RUN
    : { type: 'end', result: 'skipped', reason: `\`if: ${step.if}\` does not hold` };
}

/** Whether a cell may go on that waited for the equal cells of other steps, once those are over. */
export function judgeCell(reader: RunReader, row: StepRow): Condition {
  const step = reader.plan.step(row.stepId);
  const { cancel } = reader.header;
  if (cancel !== null) return { type: 'end', result: 'cancelled', reason: cancel.reason };
  if (step.when === null || triggerRuleHolds(step.when, row.needs)) return RUN;
  return { type: 'end', result: 'skipped', reason: describeNeeds(reader, step, row.cell) };
}

/** Whether a step's `if` calls `always()` or `cancelled()` and holds in a run that is being cancelled. */
export function conditionSurvivesCancel(reader: RunReader, stepId: string): boolean {
  const text = reader.plan.step(stepId).if;
  const row = reader.step(stepId);
  if (text === null || row === undefined) return false;
  const { functions } = referencesOfExpression(text);
  if (!functions.some(({ name }) => name === 'always' || name === 'cancelled')) return false;
  const held = evaluateIf(reader, row, text);
  // An `if` that cannot be evaluated must still be told to a person: it goes on, and fails with its message.
  return !held.ok || held.value;
}

function evaluateIf(
  reader: RunReader,
  row: StepRow,
  text: string,
): ReturnType<typeof evaluateCondition> {
  return evaluateCondition(text, conditionContexts(reader, row.stepId), statusOf(reader, row));
}

/** Status functions look at every step above, and at whether the run is being cancelled. */
function statusOf(reader: RunReader, row: StepRow): StatusFunctions {
  const { failed, cancelled, skipped } = row.above;
  const isCancelled = reader.header.cancel !== null || cancelled;
  return {
    succeeded: !isCancelled && !failed && !skipped,
    failed: reader.header.cancel === null && failed,
    cancelled: isCancelled,
  };
}
