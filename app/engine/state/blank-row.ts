import type { StepRow } from '../../domain/run/run.ts';
import { NO_RESULTS } from './counts.ts';

/** A row to which nothing has happened. What is empty is one and the same in all of them: a run may have ten thousand. */
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
    above: NOTHING_ABOVE,
    group: null,
    attempt: 0,
    spent: NOTHING,
    cacheKey: null,
    outputs: NOTHING,
    artifacts: NOTHING,
    metrics: NOTHING,
    facts: NOTHING,
    gates: NONE,
    approvals: NONE,
    readyAt: null,
    startedAt: null,
    endedAt: null,
    takenFrom: null,
  };
}

const NOTHING_ABOVE = Object.freeze({ failed: false, cancelled: false, skipped: false });
const NOTHING = Object.freeze({});
const NONE = Object.freeze([]);
