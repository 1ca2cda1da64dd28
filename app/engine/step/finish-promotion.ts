import type { RunEvent } from '../../domain/run/event.ts';
import type { Draft } from '../state/draft.ts';
import { endRow } from './end-row.ts';

/** Every alias moved, or none did. */
export function finishPromotion(
  draft: Draft,
  event: Extract<RunEvent, { type: 'model.promoted' }>,
): void {
  const row = draft.step(event.key);
  if (row?.state !== 'promoting' || row.attempt !== event.attempt) return;
  const { refused } = event;
  if (refused === null) endRow(draft, row, { result: 'success', reason: null });
  else endRow(draft, row, { result: 'failure', reason: `nothing was promoted: ${refused}` });
}
