import type { RunEvent } from '../../domain/run/event.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { concludeAttempt } from './end-attempt.ts';
import { endRow } from './end-row.ts';
import { NO_PRODUCTS } from './no-products.ts';
import { askToEnd } from './stop-row.ts';

/** Reviewers on GitHub have spoken: another attempt would only ask them again. */
export function rejectAttempt(
  changes: RunChanges,
  { key, attempt, reason }: Extract<RunEvent, { type: 'attempt.rejected' }>,
): void {
  const row = changes.step(key);
  if (row?.state === 'starting' && row.attempt === attempt) rejectRow(changes, row, reason);
}

/** Ends an attempt that has not begun as one that people did not let begin. */
export function rejectRow(changes: RunChanges, row: StepRow, reason: string): void {
  const attempt = changes.attempt(row.key, row.attempt);
  if (attempt === undefined) return;
  concludeAttempt(changes, attempt, {
    status: 'cancelled',
    class: null,
    exitCode: null,
    signal: null,
    message: reason,
    products: NO_PRODUCTS,
    workLostMs: null,
    charged: false,
  });
  askToEnd(changes, row, reason);
  endRow(changes, row, { result: 'rejected', reason });
}
