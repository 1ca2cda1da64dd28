import { expect, test } from 'vitest';
import type { GitHubApi } from '../../../app/github/reads/api-port.ts';
import { latestOpinions } from '../../../app/github/approvals/latest-opinions.ts';
import { reviewerEligibility } from '../../../app/github/approvals/reviewer-eligibility.ts';

const REPOSITORY = { id: 1, installation: 1, owner: 'acme', name: 'churn', defaultBranch: 'main' };
type Membership = Awaited<ReturnType<GitHubApi['membership']>>;

function eligibility(membership: Membership, login = 'cat', reviewers = ['@acme/leads', 'Dan']) {
  const api = { permission: async () => 'write' as const, membership: async () => membership };
  const spec = { environment: null, reviewers, count: 1, expiresMs: 1 };
  const isBot = login.endsWith('[bot]');
  return reviewerEligibility(api, REPOSITORY, { login, isBot }, spec);
}

test('a reviewer is named, or in a team that is named', async () => {
  expect(await eligibility('none', 'dan')).toEqual({ type: 'reviewer', standsFor: null });
  expect(await eligibility('member')).toEqual({ type: 'reviewer', standsFor: '@acme/leads' });
  expect(await eligibility('none')).toMatchObject({ type: 'none' });
  expect(await eligibility('none', 'cat', [])).toEqual({ type: 'reviewer', standsFor: null });
});

test('nobody is in a team that this app may not see, and it is said what to grant', async () => {
  const found = await eligibility('hidden');
  expect(found).toMatchObject({ type: 'none', reason: expect.stringContaining('"Members: read"') });
});

test('a bot never is one', async () => {
  expect(await eligibility('member', 'renovate[bot]')).toMatchObject({
    reason: '`renovate[bot]` is a bot; people decide',
  });
});

test('what counts of a reviewer is the latest review that decides, not a comment after it', () => {
  const review = { id: 1, isBot: false, sha: 'a', submittedAt: 1 };
  const said = (login: string, state: 'approved' | 'changes_requested' | 'commented') => ({
    ...review,
    login,
    state,
  });
  const latest = latestOpinions([
    said('cat', 'approved'),
    said('dan', 'changes_requested'),
    said('Cat', 'commented'),
    said('dan', 'approved'),
  ]);
  expect(latest.map(({ login, state }) => [login, state])).toEqual([
    ['cat', 'approved'],
    ['dan', 'approved'],
  ]);
});
