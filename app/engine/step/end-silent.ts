import type { AttemptOutcome } from '../../domain/run/event.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { concludeAttempt } from './end-attempt.ts';
import { NO_PRODUCTS } from './no-products.ts';
import { retryOrFail } from './retry-or-fail.ts';
import { askToEnd } from './stop-row.ts';

/** Of an attempt that says nothing itself. */
export const SILENT = {
  exitCode: null,
  signal: null,
  products: NO_PRODUCTS,
  workLostMs: null,
  charged: true,
  class: null,
} as const;

/** Ends an attempt of which nothing is heard; whatever may still be alive of it is told to end. */
export function endSilent(
  changes: RunChanges,
  { row, chance }: { readonly row: StepRow; readonly chance: number },
  outcome: AttemptOutcome,
): void {
  const attempt = changes.attempt(row.key, row.attempt);
  if (attempt !== undefined) concludeAttempt(changes, attempt, outcome);
  askToEnd(changes, row, outcome.message ?? '');
  retryOrFail(changes, row, outcome, chance);
}
