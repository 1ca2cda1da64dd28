import { expect, test } from 'vitest';
import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import { aPlan, aStep, NO_RETRY } from '../../support/build-plan.ts';
import { begun, failed, stays, succeeded } from '../../support/script-host.ts';
import { createPages } from '../../../app/web/create-pages.ts';
import { ACME, openPages, type TestPages } from '../open-pages.ts';

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

test('while a training is at work its curves lie over those of main, and a picture asks for nothing but its own points', async () => {
  let stories = 0;
  const opened = await openPages({ commitsBefore: async () => ['of main'] });
  const metrics = { path: 'm.json', live: 'l.jsonl', primary: 'auc', maximize: ['auc'] };
  const plan = aPlan([aStep('train', { metrics: { ...metrics, minimize: [] } })]);
  const told = (loss: number): AttemptReport => {
    return { type: 'metrics', at: 1, samples: [{ step: 1, values: { loss } }] };
  };
  opened.host.acts.set('train', () => [begun(), told(0.5), succeeded({ metrics: { auc: 0.9 } })]);
  const given = { sha: 'of main', ref: 'refs/heads/main', trigger: 'push' } as const;
  const main = await opened.startHosted(plan, given);
  await opened.until(main.id);
  const repository = { ...ACME, id: 8, name: 'secret' };
  const hosted = { repository, trust: 'writer', pull: null } as const;
  const foreign = await opened.startHosted(plan, { ...given, hosted });
  await opened.until(foreign.id);
  opened.host.acts.set('train', stays);
  const run = await opened.startHosted(plan);
  await opened.until(run.id, () => opened.host.started.length === 3);
  const of = { run: run.id, key: 'train', attempt: 1 };
  await opened.runtime.report(of, begun());
  await opened.runtime.report(of, told(0.4));
  const cookie = await opened.signIn('ada');
  const page = await (await opened.get(`/runs/${run.id}`, cookie)).text();
  const [, link = ''] = /<a class="enlarge" href="([^"]+)"/.exec(page) ?? [];
  const address = link.replaceAll('&amp;', '&');
  expect(address).toContain(`vs=${main.id}`);
  const { pages } = openPagesOver(opened, () => (stories += 1));
  const get = async (path: string) => (await pages.request(path, { headers: { cookie } })).text();
  const curve = await get(address);
  expect(curve).toContain('main #1');
  // Of another repository nothing is drawn, whoever writes its run into the address.
  const other = await get(address.replace(main.id, foreign.id));
  expect(other).toContain('aria-roledescription="point"');
  expect(other).not.toContain('main #');
  expect(stories).toBe(0);
});

/** The same pages, which tell when a whole story is loaded. */
function openPagesOver({ deps }: TestPages, onStory: () => void) {
  const story: typeof deps.story = (run) => {
    onStory();
    return deps.story(run);
  };
  return { pages: createPages({ ...deps, story }) };
}
