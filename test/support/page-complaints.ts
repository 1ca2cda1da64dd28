import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core finds on a page. */
export async function axeComplaints(page: Page): Promise<readonly string[]> {
  // A page that is evaluated from outside is not held back by its own policy.
  await page.evaluate(axe.source);
  const results = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    `axe.run(document, { resultTypes: ['violations'] })`,
  );
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** Pixels by which a page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}
