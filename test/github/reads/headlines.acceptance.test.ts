import { expect, test } from 'vitest';
import { readHeadlines } from '../../../app/github/reads/read-headlines.ts';
import { openTestIngress } from '../open-ingress.ts';

test('commits are asked for together, and say their first line; of those that are gone there is none', async () => {
  const { repo, clients, installation } = await openTestIngress();
  const { octokit } = clients.of(installation);
  const first = await repo.commit({
    files: { 'a.py': '1\n' },
    by: 'ada',
    message: 'Deeper\n\nmodel',
  });
  const second = await repo.commit({ files: { 'a.py': '2\n' }, by: 'ada', message: 'Wider' });
  const at = { owner: 'acme', name: 'churn' };
  const said = await readHeadlines(octokit, at, [first, second, first, 'f'.repeat(40)]);
  expect([...said]).toEqual([
    [first, 'Deeper'],
    [second, 'Wider'],
  ]);
  expect(await readHeadlines(octokit, at, [])).toEqual(new Map());
});
