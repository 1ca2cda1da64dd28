import type { StepRow } from '../../domain/run/run.ts';
import { NO_RESULTS } from './counts.ts';

/** A row to which nothing has happened. */
export function blankRow(
  place: Pick<StepRow, 'key' | 'stepId' | 'role' | 'cell' | 'order'>,
): StepRow {
  return {
    ...place,
    state: 'waiting',
    result: null,
    ending: null,
    cached: false,
    reason: null,
    unmet: 0,
    needs: NO_RESULTS,
    above: { failed: false, cancelled: false, skipped: false },
    group: null,
    attempt: 0,
    spent: {},
    cacheKey: null,
    outputs: {},
    artifacts: {},
    metrics: {},
    facts: {},
    gates: [],
    approvals: [],
    readyAt: null,
    startedAt: null,
    endedAt: null,
    takenFrom: null,
  };
}
