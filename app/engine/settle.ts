import type { StepRow } from '../domain/run/run.ts';
import { onNeedsMet } from './on-needs-met.ts';
import { concludeRun } from './conclude-run.ts';
import { afterNeed, afterOpening } from './state/after-need.ts';
import type { RunChanges } from './state/run-changes.ts';
import { endMatrixIfDone, settleCell } from './matrix/settle-cell.ts';
import { settlePaired } from './matrix/settle-paired.ts';
import { startReady } from './step/start-ready.ts';

/**
 * Brings a run to rest after an event: from every row that ended, and every matrix that opened, along its edges, until
 * nothing more does; then free slots are filled and the run's own status follows. Never looks at a row that no edge
 * leads to.
 */
export function settle(changes: RunChanges): void {
  for (let next = changes.takeMoved(); next !== undefined; next = changes.takeMoved()) {
    const { row, to } = next;
    if (to === 'open') settleOpened(changes, row);
    else if (row.role === 'cell') {
      settleCell(changes, row);
      settlePaired(changes, row);
    } else settleDependents(changes, row);
  }
  startReady(changes);
  concludeRun(changes);
}

/** Steps of which each cell waits for its equal cell alone need no more of a matrix than to be open. */
function settleOpened(changes: RunChanges, opened: StepRow): void {
  for (const id of changes.plan.pairedWith(opened.stepId)) {
    const dependent = changes.step(id);
    if (dependent?.state === 'waiting') meet(changes, afterOpening(dependent));
  }
}

function settleDependents(changes: RunChanges, ended: StepRow): void {
  const { continueOnError } = changes.plan.step(ended.stepId);
  const paired = ended.group === null ? [] : changes.plan.pairedWith(ended.stepId);
  for (const id of changes.plan.dependentsOf(ended.stepId)) {
    const dependent = changes.step(id);
    // Left out of the run, or reused: over before its needs.
    if (dependent === undefined || dependent.state === 'over') continue;
    if (paired.includes(id)) settlePairedMatrix(changes, dependent);
    else meet(changes, afterNeed(dependent, ended, continueOnError));
  }
}

/** Its cells went by those of the matrix that ended, one by one; only its own end may have waited for that. */
function settlePairedMatrix(changes: RunChanges, row: StepRow): void {
  if (row.state === 'open') endMatrixIfDone(changes, row.stepId);
  else if (row.unmet === 0 && changes.header.status !== 'queued') onNeedsMet(changes, row);
}

function meet(changes: RunChanges, row: StepRow): void {
  changes.put(row);
  if (row.unmet === 0 && changes.header.status !== 'queued') onNeedsMet(changes, row);
}
