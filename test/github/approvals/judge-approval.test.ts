import { describe, expect, test } from 'vitest';
import {
  judgeApproval,
  type ApprovalFacts,
  type PullFacts,
  type Said,
} from '../../../app/github/approvals/judge-approval.ts';
import type { PersonFacts } from '../../../app/github/approvals/reviewer-eligibility.ts';
import type { FoundChange } from '../../../app/github/approvals/find-change.ts';
import type { Review } from '../../../app/github/reads/api-port.ts';
import type { ApprovalEvidence, Bound } from '../../../app/domain/run/approval.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import { anApproval } from '../../support/build-plan.ts';

const SHA = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const READY = 5_000_900;
const DAY = 86_400_000;

const CAT: PersonFacts = {
  id: 2,
  login: 'cat',
  isBot: false,
  permission: 'write',
  today: 'cat',
  teams: new Map(),
};
const BOUND: Bound = {
  report: digestOf('report'),
  artifacts: digestOf('artifacts'),
  grants: digestOf('grants'),
  meaning: digestOf('meaning'),
};
const MADE: FoundChange = {
  pulls: [7],
  authors: new Set([1]),
  seen: new Set([1]),
  hasPeople: true,
  hasUnknown: false,
};
const REVIEW: Review = {
  id: 70,
  by: CAT,
  state: 'approved',
  sha: SHA,
  submittedAt: READY + 1000,
  editedAt: null,
};
const PULL: PullFacts = {
  number: 7,
  headSha: SHA,
  base: 'main',
  opinions: [REVIEW],
  objector: null,
};
const FACTS: ApprovalFacts = {
  key: 'deploy',
  sha: SHA,
  readySince: READY,
  specs: [anApproval()],
  change: MADE,
  pulls: [PULL],
  bound: BOUND,
  otherGates: null,
  gatesSince: null,
  revoked: [],
  unknownEyes: 2,
  requester: null,
  rejects: null,
  now: READY + 60_000,
};
const ON_PAGE: Said = { decision: 'approved', saidAt: READY + 1000, review: null, given: null };
const BY_REVIEW: Said = { ...ON_PAGE, review: { pull: 7, id: 70 } };
const GIVEN: ApprovalEvidence = {
  bound: BOUND,
  binds: digestOf('all'),
  surface: 'page',
  review: null,
  permission: 'write',
  standsFor: null,
  bases: ['main'],
  atLeast: 1,
  saidAt: READY + 1000,
  heldAt: READY + 1000,
};
const EARLIER: Said = { ...ON_PAGE, given: GIVEN };

/** `counts`, with how many it needs; else why it does not. */
function judged(
  said: Said,
  facts: Partial<ApprovalFacts> = {},
  person: Partial<PersonFacts> = {},
): string {
  const found = judgeApproval({ ...FACTS, ...facts }, { ...CAT, ...person }, said);
  return found.counts ? `counts, ${found.atLeast} needed` : found.reason;
}

const inPull = (pull: Partial<PullFacts>) => ({ pulls: [{ ...PULL, ...pull }] });
const byReview = (review: Partial<Review>) => inPull({ opinions: [{ ...REVIEW, ...review }] });
const spec = (given: Parameters<typeof anApproval>[0]) => ({ specs: [anApproval(given)] });

test.each([
  ['on the page', ON_PAGE],
  ['by review', BY_REVIEW],
  ['before, and nothing moved', EARLIER],
  ['within the second in which the step began to wait', { ...ON_PAGE, saidAt: 5_000_000 }],
] as const)('an approval given %s counts', (_, said) => {
  expect(judged(said)).toBe('counts, 1 needed');
});

type Way = readonly [string, Said, Partial<ApprovalFacts>, Partial<PersonFacts>, string | RegExp];
const WAYS: readonly Way[] = [
  ['a bot', ON_PAGE, {}, { isBot: true, login: 'x[bot]' }, '`x[bot]` is a bot'],
  ['a reader', ON_PAGE, {}, { permission: 'read' }, '`cat` may not write'],
  ['somebody who lost the right', EARLIER, {}, { permission: 'none' }, '`cat` may not write'],
  ['a writer who is no reviewer', ON_PAGE, spec({ reviewers: ['dan'] }), {}, 'not among its rev'],
  [
    'a removed member of the team',
    EARLIER,
    spec({ reviewers: ['@acme/ml'] }),
    { teams: new Map([['@acme/ml', 'none']]) },
    'not among its reviewers',
  ],
  [
    'a member of a team that the app may not see',
    ON_PAGE,
    spec({ reviewers: ['@acme/ml'] }),
    { teams: new Map([['@acme/ml', 'hidden']]) },
    '"Members: read"',
  ],
  [
    'somebody who has the name of a reviewer no more',
    ON_PAGE,
    spec({ reviewers: ['cat'] }),
    { today: 'tiger' },
    'not among its reviewers',
  ],
  [
    'a reviewer of then who is none of today',
    ON_PAGE,
    { specs: [anApproval({ reviewers: ['cat'] }), anApproval({ reviewers: ['dan'] })] },
    {},
    'not among its reviewers (`dan`)',
  ],
  ['an author', ON_PAGE, { change: { ...MADE, authors: new Set([2]) } }, {}, 'had a hand in'],
  ['nobody by number', ON_PAGE, {}, { id: null }, '`cat` had a hand in'],
  ['one of authors not all known', ON_PAGE, { change: { ...MADE, authors: null } }, {}, 'not list'],
  ['whoever asked for the run', ON_PAGE, { requester: 2 }, {}, '`approvals.four-eyes`'],
  ['said before the report', { ...ON_PAGE, saidAt: 4_999_000 }, {}, {}, 'had anything to show'],
  ['said before the gates of today', ON_PAGE, { gatesSince: READY + 1000 }, {}, 'other gates'],
  ['of another commit', BY_REVIEW, byReview({ sha: OTHER }), {}, 'it is about bbbbbbbbbb'],
  ['of a commit that is gone', BY_REVIEW, byReview({ sha: null }), {}, 'a commit that is gone'],
  ['after a push', BY_REVIEW, inPull({ headSha: OTHER }), {}, 'has moved on'],
  ['of a pull request that is gone', BY_REVIEW, inPull({ headSha: null }), {}, 'has moved on'],
  ['in another pull request', BY_REVIEW, { pulls: [] }, {}, 'does not approve any more'],
  ['dismissed', BY_REVIEW, byReview({ state: 'dismissed' }), {}, 'does not approve any more'],
  [
    'taken back',
    BY_REVIEW,
    byReview({ state: 'changes_requested' }),
    {},
    'does not approve any more',
  ],
  ['edited', BY_REVIEW, { revoked: [70] }, {}, 'the review was edited'],
  ['against a reviewer', ON_PAGE, inPull({ objector: 'dan' }), {}, '`dan` asks for changes'],
  [
    'of what a gate of today rejects',
    EARLIER,
    { rejects: 'gate auc: auc 0.8: must be at least 0.9' },
    {},
    'gate auc',
  ],
  ['of an older report', EARLIER, { bound: { ...BOUND, report: digestOf('x') } }, {}, 'measured'],
  ['of other bytes', EARLIER, { bound: { ...BOUND, artifacts: digestOf('x') } }, {}, 'deploy has'],
  ['of other gates or policy', EARLIER, { bound: { ...BOUND, grants: digestOf('x') } }, {}, 'gate'],
  ['of another meaning', EARLIER, { bound: { ...BOUND, meaning: digestOf('x') } }, {}, 'step does'],
  ['for another branch', EARLIER, inPull({ base: 'release' }), {}, 'merges into another branch'],
  ['that expired', EARLIER, { now: READY + 1001 + 7 * DAY }, {}, 'after which approvals expire'],
];

test.each(WAYS)('an approval of %s does not count, and why is said', (...way) => {
  const [, said, facts, who, why] = way;
  expect(judged(said, facts, who)).toContain(why);
});

describe('a rejection', () => {
  const rejects = { ...ON_PAGE, decision: 'rejected' } as const;
  test('counts from an author, against an objection, and whatever the gates say', () => {
    const facts = { ...inPull({ objector: 'dan' }), rejects: 'gate auc', requester: 2 };
    const mine = { ...facts, change: { ...MADE, authors: new Set([2]) } };
    expect(judged(rejects, mine)).toBe('counts, 1 needed');
  });

  test('takes the right to decide, and something to decide about', () => {
    expect(judged(rejects, {}, { permission: 'read' })).toContain('may not write');
    expect(judged(rejects, spec({ reviewers: ['dan'] }))).toContain('not among its reviewers');
    expect(judged({ ...rejects, saidAt: 1 })).toContain('had anything to show');
  });
});

test.each([
  ['people made', {}, {}, 1],
  ['no person made', { hasPeople: false }, {}, 2],
  ['somebody unknown may have made', { hasUnknown: true }, {}, 2],
  ['no person made, of a step that names who approves', { hasPeople: false }, ['cat'], 1],
  ['somebody unknown made, of a step that names who approves', { hasUnknown: true }, ['cat'], 1],
] as const)('a change that %s needs as many as look at it', (_, made, named, eyes) => {
  const reviewers = Array.isArray(named) ? named : [];
  const facts = { change: { ...MADE, ...made }, ...spec({ reviewers }) };
  expect(judged(ON_PAGE, facts)).toBe(`counts, ${eyes} needed`);
});

test('the default branch may ask for more approvals by now, and the policy for more of what bots made', () => {
  const more = { specs: [anApproval(), anApproval({ count: 3 })] };
  expect(judged(ON_PAGE, more)).toBe('counts, 3 needed');
  const bots = { change: { ...MADE, hasPeople: false }, unknownEyes: 4 };
  expect(judged(ON_PAGE, bots)).toBe('counts, 4 needed');
});
