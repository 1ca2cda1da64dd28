import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../../test/support/open-browser.ts';
import { CHECK } from '../proof/check-of-commit.ts';
import type { Demo } from '../world/open-demo.ts';
import type { Chapter } from '../chapter.ts';
import { waitFor, waitUntilIn } from './wait-for.ts';

/**
 * Does by a real browser what a newcomer would: presses each button of the start page, and looks at what came of it.
 * Throws when something is not as it should be. Screenshots go to `folder`, if one is given.
 */
export async function playInBrowser(
  demo: Demo,
  chapters: readonly Chapter[],
  { folder, isInterrupted }: { readonly folder: string | null; readonly isInterrupted: boolean },
): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const errors = listenForErrors(page);
    for (const [index, chapter] of chapters.entries()) {
      await page.goto(demo.github.url);
      await shoot(page, folder, `${index}-start`);
      await press(page, chapter.label);
      await glimpse(demo, chapter, { page, folder, name: `${index + 1}` });
      await waitFor(chapter);
      await page.goto(`${demo.github.url}${chapter.page() ?? ''}`);
      await shoot(page, folder, `${index + 1}`);
      console.log(`✓ ${chapter.title}: ${page.url()}`);
      await lookAround(demo, chapter, { page, folder, name: `${index + 1}` });
    }
    await lookAtRunPage(demo, page, folder);
    if (isInterrupted) await page.getByText('continued from checkpoint').first().waitFor();
    if (errors.length > 0) throw new Error(`The browser complains: ${errors.join('\n')}`);
  } finally {
    await browser.close();
  }
}

/** A button's chapter may be over before its page is there; to go elsewhere meanwhile would break off the one or the other. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.waitForURL(({ pathname }) => pathname !== '/', { timeout: LONGEST_ACT_MS });
}

/** The rollback's begins with a run that comes to wait for its approval. */
const LONGEST_ACT_MS = 120_000;

type Camera = { readonly page: Page; readonly folder: string | null; readonly name: string };

/** Looks at the check and at the run's page at each moment of a chapter that is worth it, unless it passes unseen. */
async function glimpse(demo: Demo, chapter: Chapter, { page, folder, name }: Camera) {
  const moments = chapter.glimpses ?? [];
  for (const [index, moment] of moments.entries()) {
    // It may be over when the next one is there already.
    const isReached = () => moments.slice(index).some(({ isNow }) => isNow());
    await waitUntilIn(chapter, () => isReached() || chapter.isDone());
    if (chapter.isDone()) return;
    if (!moment.isNow()) continue;
    await page.goto(`${demo.github.url}${chapter.page() ?? ''}`);
    await shoot(page, folder, `${name}-${moment.name}-check`);
    await openRunPage(demo, page);
    await shoot(page, folder, `${name}-${moment.name}-page`);
  }
}

/** At the App's own pages, which must name what the chapter is about. */
async function lookAround({ github }: Demo, chapter: Chapter, { page, folder, name }: Camera) {
  for (const [index, { label, href }] of (chapter.alsoAt ?? []).entries()) {
    await goSignedIn(page, href, github.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (!page.url().startsWith(href)) throw new Error(`“${label}” led to ${page.url()}.`);
    await shoot(page, folder, `${name}-also-${index + 1}`);
    console.log(`  ${label}: ${page.url()}`);
  }
}

/** To a page of the App, past its sign-in. */
async function goSignedIn(page: Page, href: string, github: string): Promise<void> {
  await page.goto(href);
  if (!page.url().startsWith(github)) return;
  await page.getByRole('link', { name: 'Continue as maintainer' }).click();
  await page.waitForURL((url) => !url.href.startsWith(github));
}

async function lookAtRunPage(demo: Demo, page: Page, folder: string | null): Promise<void> {
  await openRunPage(demo, page);
  await shoot(page, folder, 'run-page');
  console.log(`✓ The page of a run: ${page.url()}`);
}

/** From the newest check to the App's own page of its training, by its link, past the sign-in. */
async function openRunPage({ repository, github }: Demo, page: Page): Promise<void> {
  const check = repository.checkRuns().findLast(({ name }) => name === CHECK);
  await goSignedIn(page, `${check?.detailsUrl ?? ''}?step=train`, github.url);
  await page
    .getByRole('heading', { name: /penguins/ })
    .first()
    .waitFor();
}

function listenForErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => void errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  return errors;
}

async function shoot(page: Page, folder: string | null, name: string): Promise<void> {
  if (folder === null) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
