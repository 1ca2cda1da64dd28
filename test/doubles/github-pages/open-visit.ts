import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { GitHub, GitHubOptions } from '../github/open-github.ts';
import { clientOf, openTestGitHub } from '../github/testing/open-test-github.ts';
import { openReceiver } from '../github/testing/webhook-receiver.ts';
import { demoPages } from './demo-pages.ts';
import type { Guide } from './guide.ts';
import { openSample } from './sample.ts';

export const NO_GUIDE: Guide = { title: 'A demo', about: 'To *look* at.', steps: () => [] };
const PEOPLE = [
  { login: 'morgan', about: 'maintainer' },
  { login: 'riley', about: 'author' },
  { login: 'sam', about: 'no write access' },
] as const;

/** A GitHub with pages, a seeded repository, and an App that listens. */
export async function openVisit(guide: Guide = NO_GUIDE, options: GitHubOptions = {}) {
  const held: { github?: GitHub } = {};
  const opened = () => {
    if (held.github === undefined) throw new Error('The stand-in is not open yet.');
    return held.github;
  };
  const pages = demoPages({ github: opened, people: PEOPLE, guide });
  const github = (held.github = await openTestGitHub({ ...options, pages }));
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  github.user('sam');
  const sample = await openSample(github, receiver.url);
  const kit = clientOf(github, sample.app, sample.installation);
  const at = { owner: 'acme', repo: 'penguins' };
  return { github, receiver, kit, at, ...sample };
}

/** A page of the browser, as this person; gone when the test is over. */
export async function openTab(
  browser: Browser,
  url: string,
  { login = 'morgan', dark = false, width = 1280 } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  onTestFinished(() => context.close());
  await context.addCookies([{ name: 'person', value: login, url: new URL(url).origin }]);
  const tab = await context.newPage();
  tab.on('pageerror', (error) => expect.fail(error.message));
  await tab.goto(url);
  await tab.waitForSelector('html[data-live=yes]');
  return tab;
}

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe-core finds on a page, in words; and how far the page is wider than its window. */
export async function faultsOf(tab: Page): Promise<readonly string[]> {
  await tab.evaluate(AXE);
  const found = (await tab.evaluate('axe.run()')) as {
    readonly passes: readonly unknown[];
    readonly violations: readonly { id: string; nodes: readonly { html: string }[] }[];
  };
  expect(found.passes.length).toBeGreaterThan(10);
  const wider = Number(
    await tab.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    ),
  );
  return [
    ...found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`),
    ...(wider > 0 ? [`${wider} px too wide`] : []),
  ];
}
