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
  const cookie = await opened.signIn('ada');
  const page = await (await opened.get(`/runs/${run.id}`, cookie)).text();
  const [figure = ''] = /<figure>[^]*?<\/figure>/.exec(page) ?? [];
  expect(figure).toContain('alt="loss: from 0.3333 to 1, last 0.3333 at step 3"');
  const [, address = ''] = /<a class="enlarge" href="([^"]+)"/.exec(figure) ?? [];
  expect(figure).toContain(`<img src="${address}"`);
  const curve = await opened.get(address.replaceAll('&amp;', '&'), cookie);
  expect(curve.headers.get('content-type')).toBe('image/svg+xml');
  expect(curve.headers.get('content-security-policy')).toMatch(/^default-src 'none'.*sandbox$/);
  // Step 1 is the first attempt's; 2 and 3 were done again by the second one.
  expect((await curve.text()).match(/aria-roledescription="point"/g)).toHaveLength(3);
  const other = address.replaceAll('&amp;', '&').replace('metric=loss', 'metric=accuracy');
  expect((await opened.get(other, cookie)).status).toBe(404);
  expect((await opened.get(address.replaceAll('&amp;', '&'))).status).toBe(404);
});
