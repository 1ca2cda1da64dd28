import { expect } from 'vitest';
import type { PlanStep } from '../../app/domain/plan.ts';
import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import { begun, succeeded } from '../support/script-host.ts';
import { attemptOf } from './claimed-attempt.ts';
import type { TestApp } from './open-app.ts';

/** A report that cannot be true is refused, and ends its attempt. */
export async function refusedFor(
  app: TestApp,
  step: PlanStep,
  { lie, reason }: { readonly lie: AttemptReport; readonly reason: RegExp },
): Promise<void> {
  const attempt = await attemptOf(app, step);
  const sent = lie.type === 'started' ? [lie] : [begun(), lie];
  const answer = await attempt.report(1, ...sent);
  expect(answer).toMatchObject({ type: 'refused', code: 'false-report' });
  expect(await attempt.end()).toEqual({
    status: 'failed',
    reason: expect.stringMatching(reason),
    attempts: 1,
  });
  expect(await attempt.report(1, begun(), succeeded())).toMatchObject({ standing: 'over' });
}
