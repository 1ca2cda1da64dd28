import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** A way round an approval, and the test that tries it: its file below `test/`, and what it is called. */
type Way = readonly [way: string, file: string, title: string];

const APPROVALS = 'github/approvals/approvals.acceptance.test.ts';
const ROUND = 'github/approvals/ways-round.acceptance.test.ts';
const PROMOTED = 'github/promotion/ways-round.acceptance.test.ts';
const TESTED = 'github/promotion/tested.acceptance.test.ts';
const MUTANTS = 'trust/approvals/approval-mutants.ts';
const NO_HAND =
  'does not count from authors, co-authors, bots or before there is anything to approve';

const WAYS: readonly Way[] = [
  ['stale review', APPROVALS, 'of another commit than the one that waits, or of one that is not'],
  ['review before the report', MUTANTS, 'what was said before the report counts'],
  ['review before a newer report, merged', TESTED, 'where the approval is older than the newest'],
  ['author', APPROVALS, NO_HAND],
  ['co-author', APPROVALS, NO_HAND],
  ['reader', APPROVALS, 'by review counts from whoever may write and had no hand in the change'],
  ['no reviewer', APPROVALS, 'counts only from reviewers, by login or team, as often as is asked'],
  ['removed team member', ROUND, 'whoever left the team since they approved is none of those'],
  ['dismissed review', MUTANTS, 'a dismissed review counts'],
  ['edited review', MUTANTS, 'an edited review counts'],
  ['edited before the merge', 'github/promotion/approved-before.acceptance.test.ts', 'was edited'],
  ['bot', 'github/approvals/reviewer-eligibility.test.ts', 'a bot never is one'],
  ['a change that bots made', APPROVALS, 'needs two approvals where the step names nobody for it'],
  ['two tabs with Approve and Reject at once', ROUND, 'of two tabs that say %s and %s at once'],
  ['approval of another run', APPROVALS, 'There is no run `#7` here.'],
  ['approval of another report', MUTANTS, 'another report is the same'],
  ['approval of another pull request', PROMOTED, 'an approval of a pull request is none of what'],
  ['replayed button', ROUND, 'a button that is delivered twice, or pressed again, is one approval'],
  ['button of other steps', 'web/run/act.test.ts', 'decides nothing about steps for which it was'],
  ['CSRF on a run', 'web/run/act.test.ts', 'works from our own page in the session that it was'],
  [
    'CSRF on a model',
    'web/models/ask.test.ts',
    'only a form of our own page counts, in the session',
  ],
  ['check forged by another app', ROUND, 'a check that another app forges has no button of ours'],
  ['base changed', MUTANTS, 'another base is the same'],
  [
    'base changed between review and merge',
    TESTED,
    'it is trained again, and waits for an approval',
  ],
  [
    'squash with an extra file',
    TESTED,
    'a step that names no files waits for an approval of its own',
  ],
  ['old rerun', 'github/promotion/rollback.acceptance.test.ts', 'a rerun of what deployed before'],
  [
    'older commit',
    'github/promotion/one-order.acceptance.test.ts',
    'a run of a commit that is older',
  ],
  [
    "promote of a pull request's version",
    PROMOTED,
    'a version that only a pull request registered',
  ],
  ['promote by whoever made it', PROMOTED, 'whoever made a version does not approve that it is'],
  [
    'promote of what failed its gates',
    PROMOTED,
    'a version whose gates did not pass is not promoted',
  ],
  ['rollback by a writer', PROMOTED, 'a rollback that a writer asks for waits for its approval'],
  ['rollback to a newer version in a freeze', PROMOTED, 'a frozen model goes back and not forth'],
  ['freeze ended by somebody else', MUTANTS, 'anybody ends what somebody else froze'],
  [
    'emergency by a writer',
    PROMOTED,
    'an emergency waits for no approval and no freeze, and is for',
  ],
];

test.each(WAYS)('a test tries: %s', (_way, file, title) => {
  expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(title);
});
