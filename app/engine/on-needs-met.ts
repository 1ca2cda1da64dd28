import type { StepRow } from '../domain/run/run.ts';
import { judgeCondition } from './evaluate/condition.ts';
import type { RunChanges } from './state/run-changes.ts';
import { endUnderAll } from './step/end-under-all.ts';
import { moveRow } from './step/move-row.ts';
import { openMatrix } from './matrix/open-matrix.ts';
import { prepareRow } from './step/prepare-row.ts';
import { resolveInputs } from './evaluate/resolve-inputs.ts';
import { resolveStep } from './evaluate/resolve-step.ts';

type Obstacle = { readonly result: 'skipped' | 'failure' | 'cancelled'; readonly reason: string };

/**
 * Takes a step on whose needs are all over: `when`, `if`, whether deployments are wanted here, grants, required inputs,
 * then approval, then work. What stands in the way ends it.
 */
export function onNeedsMet(changes: RunChanges, row: StepRow): void {
  const obstacle =
    conditionObstacle(changes, row) ??
    deployObstacle(changes, row) ??
    grantObstacle(changes, row) ??
    inputObstacle(changes, row);
  if (obstacle !== null) {
    endUnderAll(changes, row, obstacle);
    return;
  }
  const { approval } = changes.plan.step(row.stepId);
  if (approval === null) begin(changes, row);
  else moveRow(changes, row, { ...row, state: 'approval', reason: waitsFor(approval.count) });
}

/** Begins the work of a step that nothing stands in the way of any more. */
export function begin(changes: RunChanges, row: StepRow): void {
  if (row.role === 'group') openMatrix(changes, row);
  else prepareRow(changes, row);
}

function conditionObstacle(changes: RunChanges, row: StepRow): Obstacle | null {
  const condition = judgeCondition(changes, row);
  return condition.type === 'run' ? null : { result: condition.result, reason: condition.reason };
}

function deployObstacle(changes: RunChanges, row: StepRow): Obstacle | null {
  const step = changes.plan.step(row.stepId);
  if (changes.header.options.deploy) return null;
  if (step.approval === null && step.promote.length === 0) return null;
  const reason =
    changes.header.hosted === undefined
      ? 'deploy steps only run with --deploy'
      : 'deploy steps only run for commits that passed branch protection';
  return { result: 'skipped', reason };
}

// A failure, not a skip: a gate must not be passed by a step that asks for what it is not given.
function grantObstacle(changes: RunChanges, row: StepRow): Obstacle | null {
  const { withheld } = changes.plan.step(row.stepId);
  return withheld === undefined ? null : { result: 'failure', reason: withheld };
}

// A matrix step's cells evaluate for themselves; but no one should be asked to approve what cannot start.
function inputObstacle(changes: RunChanges, row: StepRow): Obstacle | null {
  if (row.role === 'group') {
    const inputs = resolveInputs(changes, changes.plan.step(row.stepId), null);
    return inputs.ok ? null : { result: 'skipped', reason: inputs.message };
  }
  const resolution = resolveStep(changes, row.key);
  if (resolution.ok) return null;
  const result = resolution.why === 'missing-input' ? 'skipped' : 'failure';
  return { result, reason: resolution.message };
}

function waitsFor(count: number): string {
  return count === 1 ? 'waits for an approval' : `waits for ${count} approvals`;
}
