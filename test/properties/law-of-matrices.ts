import type { StepRow } from '../../app/domain/run/run.ts';
import { law, type Step } from './law-broken.ts';

const CAN_STILL_START = new Set([
  'waiting',
  'held',
  'looking-up',
  'ready',
  'backoff',
  'starting',
  'running',
]);

/** 6: a matrix step ends as its cells say; with fail-fast a failure leaves no other cell going on, without it no other cell is stopped. */
export function checkMatrices(step: Step): void {
  for (const row of step.patch.steps) {
    if (row.role === 'group' && row.state === 'over') checkGroup(step, row);
    if (row.role === 'cell') checkFailFast(step, row);
  }
}

const WORST = ['failure', 'rejected', 'cancelled', 'skipped'] as const;

function checkGroup({ book }: Step, row: StepRow): void {
  const cells = book.cellsOf(row.stepId);
  if (row.group === null || cells.length === 0 || row.takenFrom !== null) return;
  const open = cells.find(({ state }) => state !== 'over');
  law(6, open === undefined, `${row.key} ended before ${open?.key}`);
  const worst = WORST.find((result) => cells.some((cell) => cell.result === result)) ?? 'success';
  law(6, row.result === worst, `${row.key} is ${row.result}, its cells ${worst}`);
}

function checkFailFast({ plan, book }: Step, cell: StepRow): void {
  const { matrix, continueOnError } = plan.step(cell.stepId);
  const isFast = matrix?.failFast === true && !continueOnError;
  if (isFast && (cell.result === 'failure' || cell.result === 'rejected')) {
    const other = book.cellsOf(cell.stepId).find(({ state }) => CAN_STILL_START.has(state));
    law(6, other === undefined, `${other?.key} goes on after ${cell.key} failed`);
  }
  if (!isFast && book.header.cancel === null) {
    law(6, cell.ending !== 'cancelled', `${cell.key} is stopped for nothing`);
  }
}
