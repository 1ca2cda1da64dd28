import type { RunEvent } from '../../domain/run/event.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow } from './end-row.ts';

/** Every alias moved, or none did. */
export function finishPromotion(
  changes: RunChanges,
  event: Extract<RunEvent, { type: 'model.promoted' }>,
): void {
  const row = changes.step(event.key);
  if (row?.state !== 'promoting' || row.attempt !== event.attempt) return;
  const { refused } = event;
  if (refused === null) endRow(changes, row, { result: 'success', reason: null });
  else endRow(changes, row, { result: 'failure', reason: `nothing was promoted: ${refused}` });
}
