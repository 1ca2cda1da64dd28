import type { EndedReport } from '../../../schemas/attempt-report.generated.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { ActionsDeps } from './actions-deps.ts';

export type End = {
  readonly status: 'failed' | 'cancelled';
  /** `infra`: a further attempt may do better. `failure`: none will. */
  readonly class: 'infra' | 'failure' | null;
  readonly message: string;
};

/** Reports the end of attempts that no job will report. */
export async function endAttempts(
  { report, clock }: ActionsDeps,
  attempts: readonly AttemptId[],
  end: End,
): Promise<void> {
  for (const { run, key, attempt } of attempts) {
    await report({ run, key, attempt }, ended(clock.now(), end));
  }
}

function ended(at: number, { status, class: failure, message }: End): EndedReport {
  return {
    type: 'ended',
    at,
    outcome: {
      status,
      class: failure,
      exitCode: null,
      signal: null,
      message,
      products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
      workLostMs: null,
      charged: status === 'failed',
    },
  };
}
