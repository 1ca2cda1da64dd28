import type { StepRow } from '../domain/run/run.ts';
import type { StepResult } from '../domain/statuses.ts';
import { onNeedsMet } from './on-needs-met.ts';
import { concludeRun } from './conclude-run.ts';
import type { RunChanges } from './state/run-changes.ts';
import { settleCell } from './matrix/settle-cell.ts';
import { startReady } from './step/start-ready.ts';
import { addResult } from './state/counts.ts';

/**
 * Brings a run to rest after an event: from every row that ended along its edges, until nothing more ends;
 * then free slots are filled and the run's own status follows. Never looks at a row that no edge leads to.
 */
export function settle(changes: RunChanges): void {
  for (let row = changes.takeEnded(); row !== undefined; row = changes.takeEnded()) {
    if (row.role === 'cell') settleCell(changes, row);
    else settleDependents(changes, row);
  }
  startReady(changes);
  concludeRun(changes);
}

function settleDependents(changes: RunChanges, ended: StepRow): void {
  const { continueOnError } = changes.plan.step(ended.stepId);
  for (const id of changes.plan.dependentsOf(ended.stepId)) {
    const dependent = changes.step(id);
    // Left out of the run, or reused: over before its needs.
    if (dependent === undefined || dependent.state === 'over') continue;
    const met = afterNeed(dependent, ended, continueOnError);
    changes.put(met);
    if (met.unmet === 0 && changes.header.status !== 'queued') onNeedsMet(changes, met);
  }
}

/**
 * A waiting row once one of its needs is over. What depends on a failure that its step was told to tolerate goes on as
 * after a success, as in GitHub Actions (https://github.com/actions/runner/issues/1161); a rejection is never tolerated
 * so far, for a gate or a person said no to what comes next.
 */
export function afterNeed(row: StepRow, need: StepRow, continueOnError: boolean): StepRow {
  const result = resultBelow(need, continueOnError);
  const isFailed = result === 'failure' || result === 'rejected';
  return {
    ...row,
    unmet: row.unmet - 1,
    needs: addResult(row.needs, result),
    above: {
      failed: row.above.failed || need.above.failed || isFailed,
      cancelled: row.above.cancelled || need.above.cancelled || result === 'cancelled',
      skipped: row.above.skipped || need.above.skipped || result === 'skipped',
    },
  };
}

function resultBelow({ result }: StepRow, continueOnError: boolean): StepResult {
  return continueOnError && result === 'failure' ? 'success' : (result ?? 'skipped');
}
