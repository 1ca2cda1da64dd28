import { expect, test } from 'vitest';
import { cookieOf, openPages } from './open-pages.ts';
import { runToApproval } from './sample-run.ts';

test('a run can be read as one page', async () => {
  const opened = await openPages();
  const run = await runToApproval(opened);
  const cookie = await opened.signIn('ada');
  const response = await opened.get(`/runs/${run.id}`, cookie);
  expect(response.status).toBe(200);
  const page = await response.text();
  expect(page).toContain('waiting for approval');
  expect(page).toContain('256 cells');
  expect(cookieOf(response)).toBe('');
});
