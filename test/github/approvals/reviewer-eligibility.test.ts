import { expect, test } from 'vitest';
import type { GitHubApi } from '../../../app/github/reads/api-port.ts';
import { latestOpinions } from '../../../app/github/approvals/latest-opinions.ts';
import { reviewerEligibility } from '../../../app/github/approvals/reviewer-eligibility.ts';

const REPOSITORY = { id: 1, installation: 1, owner: 'acme', name: 'churn', defaultBranch: 'main' };
type Membership = Awaited<ReturnType<GitHubApi['membership']>>;

function eligibility(
  membership: Membership | GitHubApi['membership'],
  login = 'cat',
  reviewers = ['@acme/leads', 'Dan'],
  today: string | null = login,
) {
  const api = {
    permission: async () => 'write' as const,
    loginOf: async () => today,
    membership: typeof membership === 'string' ? async () => membership : membership,
  };
  const spec = { environment: null, reviewers, count: 1, expiresMs: 1 };
  const isBot = login.endsWith('[bot]');
  return reviewerEligibility(api, REPOSITORY, { id: 1, login, isBot }, spec);
}

test('a reviewer is named, or in a team that is named', async () => {
  expect(await eligibility('none', 'dan')).toEqual({ type: 'reviewer', standsFor: 'Dan' });
  expect(await eligibility('member')).toEqual({ type: 'reviewer', standsFor: '@acme/leads' });
  expect(await eligibility('none')).toMatchObject({ type: 'none' });
  expect(await eligibility('none', 'cat', [])).toEqual({ type: 'reviewer', standsFor: null });
});

test('nobody is in a team that this app may not see, and it is said what to grant', async () => {
  const found = await eligibility('hidden');
  expect(found).toMatchObject({ type: 'none', reason: expect.stringContaining('"Members: read"') });
});

test('a reviewer is whoever has the name today', async () => {
  const named = { type: 'reviewer', standsFor: 'Dan' };
  expect(await eligibility('none', 'daniel', ['Dan'], 'dan')).toEqual(named);
  expect(await eligibility('none', 'dan', ['Dan'], 'daniel')).toMatchObject({ type: 'none' });
  expect(await eligibility('none', 'dan', ['Dan'], null)).toMatchObject({
    reason: '`dan` is gone from GitHub',
  });
});

test('a name is one in whatever case it is written, and the first of several stands for them', async () => {
  const twice = ['@acme/leads', '@DAN', 'dan'];
  expect(await eligibility('none', 'Dan', twice)).toEqual({ type: 'reviewer', standsFor: '@DAN' });
});

test('whoever is called like no reviewer is looked for in teams alone, and only what is hidden is said to be', async () => {
  const asked: string[] = [];
  const membership = async ({ slug }: { readonly slug: string }) => {
    asked.push(slug);
    return slug === 'leads' ? ('none' as const) : ('hidden' as const);
  };
  const found = await eligibility(membership, 'cat', ['Dan', '@acme/leads', '@acme/secret']);
  expect(asked).toEqual(['leads', 'secret']);
  expect(found).toMatchObject({
    reason: expect.stringMatching(
      /^`cat` is not among its reviewers \(`Dan`, `@acme\/leads`, `@acme\/secret`\) as far as this app can see: to see who is in `@acme\/secret` it needs/,
    ),
  });
  expect(await eligibility('none')).toEqual({
    type: 'none',
    reason: '`cat` is not among its reviewers (`@acme/leads`, `Dan`)',
  });
});

test('a bot never is one', async () => {
  expect(await eligibility('member', 'renovate[bot]')).toMatchObject({
    reason: '`renovate[bot]` is a bot; people decide',
  });
});

test('what counts of a reviewer is the latest review that decides, not a comment after it', () => {
  const review = { id: 1, sha: 'a', submittedAt: 1, editedAt: null };
  const said = (
    id: number,
    login: string,
    state: 'approved' | 'changes_requested' | 'commented',
  ) => ({ ...review, by: { id, login, isBot: false }, state });
  const latest = latestOpinions([
    said(1, 'cat', 'approved'),
    said(2, 'dan', 'changes_requested'),
    said(1, 'cat-of-today', 'commented'),
    said(2, 'dan', 'approved'),
  ]);
  expect(latest.map(({ by, state }) => [by.login, state])).toEqual([
    ['cat', 'approved'],
    ['dan', 'approved'],
  ]);
});
