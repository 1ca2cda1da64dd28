import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HOSTILE } from '../reports/hostile-texts.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { openBrowser } from '../support/open-browser.ts';
import { axeComplaints, overflow } from '../support/page-complaints.ts';
import { begun, failed, stays, succeeded } from '../support/script-host.ts';
import { COSTS_PAGE, sampleCosts, sampleMachines } from './costs/sample-costs.ts';
import { FORESEES, MODEL_PAGES, modelShop } from './models/sample-model.ts';
import { pagesOfFaults, STRANGERS_PAGES } from './more-pages.ts';
import { openPages, type TestPages } from './open-pages.ts';
import { sampleAudits } from './sample-audits.ts';
import { lines, runToApproval, runToTraining } from './sample-run.ts';
import { servePages } from './serve-pages.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

type Look = {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly script?: boolean;
  /** Nobody is signed in. */
  readonly stranger?: boolean;
};

/** A browser in which ada is signed in, unless a stranger sits there; every error on its console fails the test. */
async function openPage(
  opened: TestPages,
  { width = 1600, scheme = 'light', script = true, stranger = false }: Look = {},
): Promise<{ readonly page: Page; readonly base: string; readonly errors: readonly string[] }> {
  const base = await servePages(opened.pages);
  const [name = '', value = ''] = (await opened.signIn('ada')).split('=');
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height: 900 },
    javaScriptEnabled: script,
  });
  onTestFinished(() => context.close());
  if (!stranger) await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    // Pages that say that there is nothing are answered with 404, a forged sign-in with 400.
    if (message.type() === 'error' && !/ status of 40[04] /.test(message.text()))
      errors.push(message.text());
  });
  page.on('dialog', (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, base, errors };
}

const LOOKS = [360, 768, 1600].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => ({ width, scheme })),
);

test.for(LOOKS)(
  'axe-core finds nothing and nothing sticks out at $width px in $scheme',
  async (look) => {
    const live = await openPages();
    const running = await runToTraining(live);
    const over = await openPages();
    const rejected = await runToApproval(over, 0.71);
    const other = await over.startHosted(aPlan([aStep('train')]));
    for (const audit of sampleAudits(rejected.id)) {
      await over.store.commit([{ type: 'audit.add', audit }]);
    }
    const shop = await openPages(FORESEES);
    await modelShop(shop);
    const paid = await openPages();
    const now = paid.deps.clock.now();
    await sampleCosts(paid, now - 20 * 86_400_000);
    await sampleMachines(paid, now);
    const faults = await pagesOfFaults();
    const seen = [
      [paid, [COSTS_PAGE, '/repos/acme/churn'], look],
      [shop, MODEL_PAGES, look],
      [shop, STRANGERS_PAGES, { ...look, stranger: true }],
      [faults.opened, faults.paths, look],
      [live, [`/runs/${running.id}`], look],
      [
        over,
        [
          `/runs/${rejected.id}?step=train`,
          '/',
          '/repos/acme/churn',
          '/repos/acme/churn/audit',
          `/repos/acme/churn/compare?run=${rejected.id}`,
          `/repos/acme/churn/compare?run=${rejected.id}&run=${other.id}`,
          '/nowhere',
        ],
        look,
      ],
    ] as const;
    for (const [opened, paths, as] of seen) {
      const { page, base, errors } = await openPage(opened, as);
      for (const path of paths) {
        await page.goto(base + path);
        expect(await axeComplaints(page), path).toEqual([]);
        expect(await overflow(page), path).toBeLessThanOrEqual(0);
        await page
          .locator('details')
          .evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')));
        expect(await overflow(page), path).toBeLessThanOrEqual(0);
        if (path.includes('/models/')) expect(await axeComplaints(page), path).toEqual([]);
        for (const tab of await page.locator('.tabs label:visible').all()) {
          await tab.click();
          expect(await overflow(page), path).toBeLessThanOrEqual(0);
        }
      }
      expect(errors).toEqual([]);
    }
  },
);

test('a page that is looked at shows output, metrics and states as they come', async () => {
  const opened = await openPages();
  opened.host.acts.set('train', stays);
  const run = await opened.startHosted(
    aPlan([aStep('train'), aStep('score', { needs: ['train'] })]),
  );
  await opened.until(run.id, () => opened.host.started.length === 1);
  const of = { run: run.id, key: 'train', attempt: 1 };
  const { page, base, errors } = await openPage(opened);
  await page.goto(`${base}/runs/${run.id}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await opened.runtime.report(of, lines('epoch 1 loss 0.5'));
  await page.getByText('epoch 1 loss 0.5').waitFor();
  await opened.runtime.report(of, {
    type: 'metrics',
    at: 1,
    samples: [{ step: 3, values: { loss: 0.25 } }],
  });
  await page.getByText('Curves and plots', { exact: true }).click();
  await page.getByRole('img', { name: /^loss: .*last 0.25 at step 3/ }).waitFor();
  // Focus and what was opened stay through a change.
  await page.getByRole('link', { name: 'score' }).last().focus();
  await opened.runtime.report(of, succeeded({ metrics: { auc: 0.9 } }));
  await opened.until(run.id);
  await page.getByText('The run is over').waitFor();
  // The tab follows.
  expect(await page.title()).toBe('✓ churn #1 · mlpipelines');
  expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/icon.svg?tone=good');
  expect(await page.evaluate('document.activeElement?.textContent')).toBe('score');
  expect(await page.locator('main').innerText()).toContain('succeeded');
  expect(await page.getByRole('link', { name: /train: succeeded/ }).count()).toBeGreaterThan(0);
  expect(errors).toEqual([]);
});

test('what was opened and scrolled stays so while the list of steps grows, and focus stays where it was', async () => {
  const opened = await openPages();
  const run = await runToTraining(opened);
  const { page, base, errors } = await openPage(opened);
  await page.goto(`${base}/runs/${run.id}`);
  await page.getByText('Live', { exact: true }).waitFor();
  const attempts = page.locator('summary', { hasText: '2 attempts' });
  await page.locator('summary', { hasText: '256 cells:' }).click();
  await page.locator('.cell-list').evaluate((list) => list.scrollTo({ top: 900 }));
  await attempts.click();
  await opened.runtime.report(
    { run: run.id, key: 'train', attempt: 2 },
    succeeded({ metrics: { auc: 0.9 } }),
  );
  await opened.until(run.id, () => opened.host.started.some(({ key }) => key === 'evaluate'));
  const evaluate = { run: run.id, key: 'evaluate', attempt: 1 };
  await opened.perform(evaluate, 1000, [failed({ class: 'infra', message: 'taken away' })]);
  await page.getByText('taken away').first().waitFor({ state: 'attached' });
  const details = page.locator('[data-part="steps"] details');
  const open = await details.evaluateAll((all) =>
    all.map((each) => [each.id, each.hasAttribute('open')]),
  );
  expect(open).toContainEqual(['cells-of-sweep', true]);
  expect(open).toContainEqual(['tries-of-train', true]);
  expect(await page.locator('.cell-list').evaluate((list) => list.scrollTop)).toBe(900);
  expect(await attempts.evaluate((summary) => summary.matches(':focus'))).toBe(true);
  expect(errors).toEqual([]);
});

test('without scripts it is the same page, only not live', async () => {
  const opened = await openPages();
  const run = await runToTraining(opened);
  const { page, base } = await openPage(opened, { script: false });
  await page.goto(`${base}/runs/${run.id}`);
  expect(await page.locator('main').innerText()).toContain('epoch 24/30');
  await page.locator('summary', { hasText: '256 cells:' }).click();
  await page.getByRole('link', { name: 'lr=0.1,depth=7,seed=2', exact: true }).click();
  // The page that the link leads to comes after the click.
  const name = 'sweep[lr=0.1,depth=7,seed=2]';
  await page.getByRole('heading', { level: 2, name }).waitFor();
});

test('without scripts what waits is approved by its button, and a log is searched', async () => {
  const pressed: string[] = [];
  const opened = await openPages({
    press: async ({ run, wish, by }) => {
      pressed.push(`${by.login} ${wish}`);
      return { type: 'done', run: run.id };
    },
  });
  const run = await runToApproval(opened);
  const { page, base } = await openPage({ ...opened, pages: opened.pages }, { script: false });
  await page.goto(`${base}/runs/${run.id}?step=evaluate`);
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('AUC');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('1 line with “AUC”.').waitFor();
  await page.getByText('Reject', { exact: true }).first().click();
  await page.getByRole('button', { name: 'Reject' }).waitFor();
  await page.getByRole('button', { name: 'Approve and start' }).click();
  await page.waitForURL(`${base}/runs/${run.id}`);
  expect(pressed).toEqual([expect.stringMatching(/^ada approve:[0-9a-f]{8}$/)]);
});

test('lines of a log are sifted while one types, and stay so as further ones come', async () => {
  const opened = await openPages();
  opened.host.acts.set('train', stays);
  const run = await opened.startHosted(aPlan([aStep('train')]));
  await opened.until(run.id, () => opened.host.started.length === 1);
  const of = { run: run.id, key: 'train', attempt: 1 };
  await opened.runtime.report(of, lines('epoch 1', 'saved'));
  const { page, base, errors } = await openPage(opened);
  await page.goto(`${base}/runs/${run.id}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('epoch');
  await opened.runtime.report(of, lines('epoch 2', 'saved again'));
  await page.getByText('epoch 2').waitFor();
  const shownOnes = page.locator('#lines > li:visible > span');
  expect(await shownOnes.allInnerTexts()).toEqual(['epoch 1', 'epoch 2']);
  expect(errors).toEqual([]);
});

test('a list of runs takes in what comes, and leaves what is ticked ticked', async () => {
  const opened = await openPages();
  const first = await opened.startHosted(aPlan([aStep('train')]));
  await opened.startHosted(aPlan([aStep('train')]));
  const { page, base, errors } = await openPage(opened);
  await page.goto(`${base}/repos/acme/churn`);
  await page.getByRole('checkbox', { name: 'Compare churn #1' }).check();
  await opened.startHosted(aPlan([aStep('train')]));
  await page.getByRole('link', { name: '#3', exact: true }).waitFor();
  expect(await page.locator(`#c-${first.id}`).isChecked()).toBe(true);
  await page.getByRole('checkbox', { name: 'Compare churn #3' }).check();
  await page.getByRole('button', { name: 'Compare the two chosen' }).click();
  await page.getByRole('heading', { level: 1, name: 'churn #3 beside churn #1' }).waitFor();
  expect(errors).toEqual([]);
});

test('everything is reached by keyboard', async () => {
  const opened = await openPages();
  const run = await runToTraining(opened);
  const { page, base } = await openPage(opened);
  await page.goto(`${base}/runs/${run.id}`);
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
  const reached = new Set<string>();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate<string>(
        `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim().split(/\\s+/).join(' ')`,
      ),
    );
  }
  for (const name of [
    'Sign out',
    'Compare with…',
    'Cancel',
    'Search the log',
    'Download',
    '#42',
    'evaluate',
    '256 cells: 250 succeeded, 6 failed',
    '2 attempts',
    'Output of train',
  ]) {
    expect([...reached], name).toContain(name);
  }
  // What is shown of the step is chosen by the arrows.
  await page.locator('#tab-log').focus();
  for (let presses = 0; presses < 4; presses += 1) {
    if (await page.locator('#tab-attempts').isChecked()) break;
    await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Attempt 1');
});

test('what others wrote does nothing in a browser', async () => {
  const opened = await openPages();
  const texts = HOSTILE.map(([, text]) => text);
  opened.host.acts.set('train', () => [
    begun(),
    { type: 'output', at: 1, lines: texts.map((text) => ({ stream: 'stdout', text })) },
    {
      type: 'metrics',
      at: 1,
      samples: [{ step: 1, values: Object.fromEntries(texts.map((text) => [text, 1])) }],
    },
    failed({ message: texts.join('\n') }),
  ]);
  opened.host.acts.set('slow', stays);
  const run = await opened.startHosted(aPlan([aStep('train'), aStep('slow')]), {
    actor: texts.join(' '),
    ref: `refs/heads/${texts.join(' ')}`,
  });
  await opened.until(run.id, ({ counts }) => counts.failed === 1);
  const { page, base, errors } = await openPage(opened, { width: 360 });
  await page.goto(`${base}/runs/${run.id}?step=train`);
  await page.getByText('Live', { exact: true }).waitFor();
  await opened.runtime.report(
    { run: run.id, key: 'train', attempt: 1 },
    lines(...texts, 'the end'),
  );
  await page.getByText('the end', { exact: true }).waitFor();
  // Curves of the metrics are pictures of ours.
  const others = page.locator('script, main img:not([src^="/runs/"]), h1');
  expect(await others.count()).toBe(2);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(errors).toEqual([]);
});
