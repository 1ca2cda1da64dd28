import { expect, test } from 'vitest';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import { aPlan, aStep, NO_RETRY } from '../../support/build-plan.ts';
import { begun, failed, succeeded } from '../../support/script-host.ts';
import { openPages } from '../open-pages.ts';

test('live metrics of a retried step show all its attempts', async () => {
  const opened = await openPages();
  const told = (step: number): AttemptReport => {
    return { type: 'metrics', at: step, samples: [{ step, values: { loss: 1 / step } }] };
  };
  const retry = { ...NO_RETRY, limits: { ...NO_RETRY.limits, failure: 1 } };
  opened.host.acts.set('train', ({ attempt }) =>
    attempt === 1
      ? [begun(), told(1), told(2), told(3), failed()]
      : [begun(), told(2), told(3), succeeded()],
  );
  const run = await opened.startHosted(aPlan([aStep('train', { retry })]));
  await opened.until(run.id);
  const page = await (await opened.get(`/runs/${run.id}`, await opened.signIn('ada'))).text();
  expect(page.match(/<polyline class="(earlier)?"/g)).toEqual([
    '<polyline class="earlier"',
    '<polyline class=""',
  ]);
});
