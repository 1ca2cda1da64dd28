import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../../../support/open-browser.ts';
import { axeComplaints, overflow } from '../../../support/page-complaints.ts';
import { openPages } from '../../open-pages.ts';
import { servePages } from '../../serve-pages.ts';
import { comparedRun, warmPage } from './compared-run.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const LOOKS = [360, 768, 1600].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => ({ width, scheme })),
);

test('plots are seen at every width in light and dark, and enlarged without a script', async () => {
  const opened = await openPages({ commitsBefore: async () => ['of main'] });
  const run = await comparedRun(opened);
  const base = await servePages(opened.pages);
  const [name = '', value = ''] = (await opened.signIn('ada')).split('=');
  await warmPage(opened, run.id, `${name}=${value}`);
  for (const { width, scheme } of LOOKS) {
    const context = await browser.newContext({
      colorScheme: scheme,
      viewport: { width, height: 900 },
      javaScriptEnabled: false,
    });
    onTestFinished(() => context.close());
    await context.addCookies([{ name, value, url: base }]);
    const page = await context.newPage();
    await page.goto(`${base}/runs/${run.id}`);
    const pictures = page.locator('.plots img');
    for (const picture of await pictures.all()) await picture.scrollIntoViewIfNeeded();
    await expect
      .poll(() =>
        pictures.evaluateAll((all) =>
          all.map((each) => 'naturalWidth' in each && each.naturalWidth !== 0),
        ),
      )
      .toEqual(Array.from({ length: 6 }, () => true));
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const shots = process.env['MLPIPELINES_SHOTS'];
    if (shots !== undefined) {
      await page.screenshot({ path: `${shots}/plots-${width}-${scheme}.png`, fullPage: true });
    }
    await page.locator('.plots a.enlarge').first().click();
    expect(new URL(page.url()).pathname).toBe(`/runs/${run.id}/plot`);
    expect(
      await page
        .locator('svg')
        .first()
        .evaluate((svg) => svg.clientWidth),
    ).toBeGreaterThan(width / 3);
  }
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  await page.goto(`${base}/runs/${run.id}`);
  expect(await axeComplaints(page)).toEqual([]);
}, 120_000);
