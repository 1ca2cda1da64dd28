import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { writePage } from '../../../app/cli/report/write-page.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { openBrowser } from '../../support/open-browser.ts';
import { axeComplaints, overflow } from '../../support/page-complaints.ts';
import { aRunReport } from './a-run-report.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => browser.close());

test.each([
  [360, 'light'],
  [360, 'dark'],
  [1600, 'light'],
  [1600, 'dark'],
] as const)(
  'a report %d pixels wide, %s, has nothing that axe complains of and asks no network',
  async (width, colorScheme) => {
    const folder = freshFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'report.html'), '');
    await writePage(folder, 'report.html', aRunReport('validation_auc_of_the_longest_name', 40));
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const address = pathToFileURL(join(folder, 'report.html')).href;
    await page.goto(address);
    expect(await axeComplaints(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    expect(asked).toEqual([address]);
    await page.close();
  },
);
