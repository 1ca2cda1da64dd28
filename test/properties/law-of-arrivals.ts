import type { PlanStep } from '../../app/domain/plan.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import { law, type Step } from './law-broken.ts';
import { Oracle } from './oracle.ts';

/** 6: a step whose needs are over goes on, is skipped or is cancelled exactly as its condition says. */
export function checkArrivals(step: Step): void {
  const oracle = new Oracle(step.plan, step.book);
  for (const row of step.patch.steps) {
    if (row.role !== 'cell' && hasArrived(step, row)) checkArrival(step, oracle, row);
    if (row.result === 'success' || row.result === 'rejected') checkGates(step, row);
  }
}

// What was left out or reused is over from the start and arrives nowhere.
function hasArrived({ before, event, book }: Step, row: StepRow): boolean {
  if (event === null && (row.takenFrom !== null || row.key in book.header.options.exclude)) {
    return false;
  }
  return row.state !== 'waiting' && (before.get(row.key)?.state ?? 'waiting') === 'waiting';
}

function checkArrival(step: Step, oracle: Oracle, row: StepRow): void {
  const spec = step.plan.step(row.stepId);
  const expected = oracle.allows(spec);
  if (expected !== 'go') {
    law(6, row.result === expected, `${row.key} is ${row.result ?? row.state}, not ${expected}`);
  } else if (oracle.lacksInput(spec)) {
    law(6, row.result === 'skipped', `${row.key} goes on without an input`);
  } else checkGoing(step, row, spec);
}

function checkGoing({ book }: Step, row: StepRow, spec: PlanStep): void {
  const hasNoCells = row.role === 'group' && book.cellsOf(row.stepId).length === 0;
  law(6, row.result !== 'skipped' || hasNoCells, `${row.key} is skipped for nothing`);
  law(6, row.result !== 'cancelled', `${row.key} is cancelled for nothing`);
  if (spec.approval === null || row.result === 'failure') return;
  law(6, row.state === 'approval', `${row.key} does not wait for its approval`);
}

// A success had all its gates judged and none failed; also work that came from the cache.
function checkGates({ plan, book }: Step, row: StepRow): void {
  if (row.role === 'group' || row.state !== 'over') return;
  const { gates, approval } = plan.step(row.stepId);
  const failed = row.gates.some(({ verdict }) => verdict === 'fail');
  if (row.result === 'success') {
    law(6, row.gates.length === gates.length, `${row.key}: ${row.gates.length} gates judged`);
    law(6, !failed, `${row.key} succeeded although a gate failed`);
    return;
  }
  // By people on GitHub, before it began.
  const tried = book.attempts.get(`${row.key}#${row.attempt}`);
  const wasRefused = tried?.status === 'cancelled' && tried.startedAt === null;
  law(6, failed || approval !== null || wasRefused, `${row.key} is rejected by nothing`);
}
