import type { PlanStep } from '../../app/domain/plan.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import { law, type Step } from './law-broken.ts';
import { Oracle } from './oracle.ts';

/** 6: a step whose needs are over goes on, is skipped or is cancelled exactly as its condition says. */
export function checkArrivals(step: Step): void {
  const oracle = new Oracle(step.plan, step.book);
  for (const row of step.patch.steps) {
    if (row.role !== 'cell' && hasArrived(step, row)) checkArrival(step, oracle, row);
    if (row.role === 'cell' && hasArrived(step, row)) checkCell(step, oracle, row);
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
  const expected = oracle.allows(spec, null);
  if (expected !== 'go') {
    law(6, row.result === expected, `${row.key} is ${row.result ?? row.state}, not ${expected}`);
  } else if (oracle.lacksInput(spec, null)) {
    law(6, row.result === 'skipped', `${row.key} goes on without an input`);
  } else checkGoing(step, row, spec);
}

/** A cell that waited for equal ones goes on by how those ended, and no sooner, unless it is stopped. */
function checkCell({ plan, book }: Step, oracle: Oracle, row: StepRow): void {
  const spec = plan.step(row.stepId);
  if (spec.cellNeeds === undefined) return;
  if (oracle.needs(spec, row.cell).includes(null)) {
    checkStopped(book, spec, row);
    return;
  }
  const expected = oracle.allows(spec, row.cell);
  const isGoing = row.result !== 'skipped' || oracle.lacksInput(spec, row.cell);
  if (expected === 'go') law(6, isGoing, `${row.key} is skipped for nothing`);
  else law(6, row.result === expected, `${row.key} is ${row.result ?? row.state}, not ${expected}`);
}

/** Before its equal cell is over it may only be stopped: by a cancel, or by another cell's failure. */
function checkStopped(book: Step['book'], spec: PlanStep, row: StepRow): void {
  const isStopped = row.result === 'cancelled';
  law(6, isStopped, `${row.key} is ${row.result ?? row.state} before its equal cell is over`);
  const failed = book.cellsOf(row.stepId).some(({ result }) => FAILED.has(result));
  const isFast = spec.matrix?.failFast === true && !spec.continueOnError && failed;
  law(6, isFast || book.header.cancel !== null, `${row.key} is stopped for nothing`);
}

function isPaired({ cellNeeds, inputs }: PlanStep): boolean {
  const isSame = Object.values(inputs).some((input) => 'cells' in input && input.cells === 'same');
  return cellNeeds !== undefined || isSame;
}

const FAILED: ReadonlySet<unknown> = new Set(['failure', 'rejected']);

function checkGoing({ book }: Step, row: StepRow, spec: PlanStep): void {
  const cells = book.cellsOf(row.stepId);
  // None at all, or each was kept from going on by its equal cell: `checkGroup` holds it against them.
  const mayEnd = cells.length === 0 || isPaired(spec);
  law(
    6,
    row.result !== 'skipped' || (row.role === 'group' && mayEnd),
    `${row.key} is skipped for nothing`,
  );
  law(6, row.result !== 'cancelled', `${row.key} is cancelled for nothing`);
  if (spec.approval === null || row.result === 'failure') return;
  law(6, row.state === 'approval', `${row.key} does not wait for its approval`);
}

// A success had all its gates judged and none failed; also work that came from the cache.
function checkGates({ plan, book, before }: Step, row: StepRow): void {
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
  // Nobody raised what it waited for.
  const isPoor = before.get(row.key)?.state === 'budget';
  law(6, failed || approval !== null || wasRefused || isPoor, `${row.key} is rejected by nothing`);
}
