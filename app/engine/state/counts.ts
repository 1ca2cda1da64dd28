import type { MatrixCounts, RunCounts, StepRow } from '../../domain/run/run.ts';
import type { StepResult } from '../../domain/statuses.ts';

export const NO_RESULTS: Readonly<Record<StepResult, number>> = {
  success: 0,
  failure: 0,
  rejected: 0,
  skipped: 0,
  cancelled: 0,
  stopped: 0,
};

export const NO_COUNTS: RunCounts = {
  open: 0,
  live: 0,
  busy: 0,
  approvals: 0,
  failed: 0,
  rejected: 0,
  cancelled: 0,
};

/** The run's counters after a row became another, so that no decision has to count rows; they go by states alone. */
export function countsAfter(
  counts: RunCounts,
  before: StepRow | undefined,
  after: StepRow,
  continueOnError: boolean,
): RunCounts {
  if (before?.state === after.state) return counts;
  const change = (measure: (row: StepRow) => boolean): number =>
    Number(measure(after)) - Number(before !== undefined && measure(before));
  return {
    open: counts.open + change(isOpenStep),
    live: counts.live + change(holdsSlot),
    busy: counts.busy + change(isBusy),
    approvals: counts.approvals + change(waitsForPerson),
    failed: counts.failed + change((row) => !continueOnError && endedAs(row, 'failure')),
    rejected: counts.rejected + change((row) => !continueOnError && endedAs(row, 'rejected')),
    cancelled: counts.cancelled + change((row) => endedAs(row, 'cancelled')),
  };
}

/** The counts of a matrix step after one of its cells became another; the same object if nothing in it changed. */
export function matrixCountsAfter(
  counts: MatrixCounts,
  before: StepRow | undefined,
  after: StepRow,
): MatrixCounts {
  const change = (measure: (row: StepRow) => boolean): number =>
    Number(measure(after)) - Number(before !== undefined && measure(before));
  const open = counts.open + change((row) => row.state !== 'over');
  const live = counts.live + change(holdsPlace);
  if (open === counts.open && live === counts.live) return counts;
  const ended = open < counts.open ? after.result : null;
  const results = ended === null ? counts.results : addResult(counts.results, ended);
  return { total: counts.total, open, live, results };
}

/** One more of a result. */
export function addResult(
  results: Readonly<Record<StepResult, number>>,
  result: StepResult,
): Readonly<Record<StepResult, number>> {
  return { ...results, [result]: results[result] + 1 };
}

/** Whether an attempt of this row is ordered and not over. */
export function isLive(row: StepRow): boolean {
  return row.state === 'starting' || row.state === 'running' || row.state === 'stopping';
}

/** One that asks for money holds its slot meanwhile: else more would be let start than may. */
function holdsSlot(row: StepRow): boolean {
  return row.state === 'pricing' || isLive(row);
}

function waitsForPerson({ state }: StepRow): boolean {
  return state === 'approval' || state === 'budget';
}

function isOpenStep(row: StepRow): boolean {
  return row.role !== 'cell' && row.state !== 'over';
}

function isBusy(row: StepRow): boolean {
  switch (row.state) {
    case 'waiting':
    case 'approval':
    case 'budget':
    case 'open':
    case 'over':
      return false;
    default:
      return true;
  }
}

/** Whether a cell takes one of its matrix's `max-parallel` places. */
function holdsPlace(row: StepRow): boolean {
  return row.state !== 'waiting' && row.state !== 'held' && row.state !== 'over';
}

function endedAs(row: StepRow, result: StepResult): boolean {
  return row.role !== 'cell' && row.state === 'over' && row.result === result;
}
