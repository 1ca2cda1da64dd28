import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../test/support/open-browser.ts';
import type { Demo } from './open-demo.ts';
import type { Chapter } from './story.ts';
import { waitFor } from './wait-for.ts';

/**
 * Does by a real browser what a newcomer would: presses each button of the start page, and looks at what came of it.
 * Throws when something is not as it should be. Screenshots go to `folder`, if one is given.
 */
export async function playInBrowser(
  demo: Demo,
  chapters: readonly Chapter[],
  folder: string | null,
): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const errors = listenForErrors(page);
    for (const [index, chapter] of chapters.entries()) {
      await page.goto(demo.github.url);
      await shoot(page, folder, `${index}-start`);
      await page.getByRole('button', { name: chapter.label }).click();
      await waitFor(chapter);
      await page.goto(`${demo.github.url}${chapter.page() ?? ''}`);
      await shoot(page, folder, `${index + 1}`);
      console.log(`✓ ${chapter.title}: ${page.url()}`);
    }
    await lookAtRunPage(demo, page, folder);
    if (errors.length > 0) throw new Error(`The browser complains: ${errors.join('\n')}`);
  } finally {
    await browser.close();
  }
}

/** From a check to the App's own page, by its link, past the sign-in. */
async function lookAtRunPage(demo: Demo, page: Page, folder: string | null): Promise<void> {
  const check = demo.repository.checkRuns().find(({ name }) => name.endsWith('penguins'));
  await page.goto(check?.detailsUrl ?? '');
  if (page.url().startsWith(demo.github.url)) {
    await page.getByRole('link', { name: 'Continue as maintainer' }).click();
  }
  await page
    .getByRole('heading', { name: /penguins/ })
    .first()
    .waitFor();
  await shoot(page, folder, 'run-page');
  console.log(`✓ The page of a run: ${page.url()}`);
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
