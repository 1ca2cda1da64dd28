import type { SpotFacts } from '../../../runner-provisioner/spot/spot-facts.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { AttemptRow } from '../../domain/run/run.ts';

/** What the choice between spot and on demand goes by, of a step that may be on either. */
export function spotFactsOf(
  { checkpoint, clocks, retry }: Pick<PlanStep, 'checkpoint' | 'clocks' | 'retry'>,
  {
    past,
    attempts,
    lost,
    waitingUsdHour,
  }: {
    /** How long its last successes took. */
    readonly past: readonly number[];
    /** Those of its row, oldest first. */
    readonly attempts: readonly AttemptRow[];
    readonly lost: number;
    readonly waitingUsdHour: number;
  },
): SpotFacts {
  const isKept = checkpoint !== null && checkpoint.resume !== 'never';
  return {
    past: pastOf(past),
    mostMs: clocks.timeoutMs,
    checkpointMs: isKept ? checkpoint.everyMs : null,
    savedMs: isKept ? savedOf(attempts) : 0,
    waitingUsdHour,
    lost,
    mostLosses: retry.escalate.spotInterruptions,
  };
}

function pastOf(past: readonly number[]): SpotFacts['past'] {
  const sorted = past.toSorted((a, b) => a - b);
  const [medianMs, p90Ms] = [upTo(sorted, 0.5), upTo(sorted, 0.9)];
  return medianMs === undefined || p90Ms === undefined ? null : { medianMs, p90Ms };
}

/** The least that so large a share does not exceed. */
function upTo(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.ceil(share * sorted.length) - 1];
}

/** What attempts have behind them that the next one goes on from. */
function savedOf(attempts: readonly AttemptRow[]): number {
  return attempts.reduce((saved, { status, startedAt, endedAt, resumedFrom, workLostMs }) => {
    if (startedAt === null || endedAt === null || status !== 'interrupted') return saved;
    const before = resumedFrom === null ? 0 : saved;
    // Where nobody says what was lost all of it counts as lost.
    return before + Math.max(0, endedAt - startedAt - (workLostMs ?? endedAt - startedAt));
  }, 0);
}
