import type { StepRow } from '../../domain/run/run.ts';
import type { StepResult } from '../../domain/statuses.ts';
import { addResult } from './counts.ts';

/**
 * A waiting row once one of its needs is over. What depends on a failure that its step was told to tolerate goes on as
 * after a success, as in GitHub Actions (https://github.com/actions/runner/issues/1161); a rejection is never tolerated
 * so far, for a gate or a person said no to what comes next.
 */
export function afterNeed(row: StepRow, need: StepRow, continueOnError: boolean): StepRow {
  const result = resultBelow(need, continueOnError);
  return {
    ...underNeed(row, need, continueOnError),
    unmet: row.unmet - 1,
    needs: addResult(row.needs, result),
  };
}

/** A row that knows how one of its needs ended, for what stands below it, but does not go by that itself. */
export function underNeed(row: StepRow, need: StepRow, continueOnError: boolean): StepRow {
  const result = resultBelow(need, continueOnError);
  const isFailed = result === 'failure' || result === 'rejected';
  const above = {
    failed: row.above.failed || need.above.failed || isFailed,
    cancelled: row.above.cancelled || need.above.cancelled || result === 'cancelled',
    skipped: row.above.skipped || need.above.skipped || result === 'skipped',
  };
  return { ...row, above };
}

/** A waiting matrix step once the cells are known that its own wait for: how those end is for its cells to see. */
export function afterOpening(row: StepRow): StepRow {
  return { ...row, unmet: row.unmet - 1 };
}

function resultBelow({ result }: StepRow, continueOnError: boolean): StepResult {
  return continueOnError && result === 'failure' ? 'success' : (result ?? 'skipped');
}
