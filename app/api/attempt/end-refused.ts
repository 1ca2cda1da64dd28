import type { ReportedOutcome } from '../../../schemas/attempt-report.generated.ts';
import type { Claim } from '../../runtime/ports/hosted/claims.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import type { Refusal } from '../refusal.ts';

/**
 * Ends an attempt for what it said, so that nobody waits for a better word until its clocks run out. Gives back the
 * refusal, which its job is answered with.
 */
export async function endRefused(
  { runtime, claims, clock }: Pick<ActionApiDeps, 'runtime' | 'claims' | 'clock'>,
  { id, run, key, attempt }: Claim,
  { class: kind, why }: { readonly class: ReportedOutcome['class']; readonly why: Refusal },
): Promise<Refusal> {
  const outcome: ReportedOutcome = {
    status: 'failed',
    class: kind,
    exitCode: null,
    signal: null,
    message: why.message,
    products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
    workLostMs: null,
    charged: true,
  };
  await runtime.report({ run, key, attempt }, { type: 'ended', at: clock.now(), outcome });
  await claims.end(id);
  return why;
}
