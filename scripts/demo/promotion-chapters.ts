import type { CheckRun } from '../../test/doubles/github/state/checks.ts';
import { waitUntil } from '../../test/support/wait-until.ts';
import type { Chapter } from './chapter.ts';
import { checksOf, expects, pageOf } from './check-of-commit.ts';
import { MAINTAINER, REVIEWER, type Demo } from './open-demo.ts';
import { pullPage, type StoryFacts } from './story-facts.ts';

const ROLLBACK = '/mlp rollback penguins@production';
/** The first version was production before. */
const GOES_BACK = 'promotes `penguins v1` to `production`';

/** A review approves the model that the pull request tested, and its merge deploys that one. */
export function mergeChapter(demo: Demo, facts: StoryFacts): Chapter {
  const { github, repository } = demo;
  let jobsBefore = 0;
  return {
    title: 'Approve the model, and merge',
    text: 'The maintainer reads the report and approves the pull request in a review, then merges it. Nothing is trained again: `main` takes over what the pull request tested, byte for byte, and since the review approved that very model, its deployment waits for nobody. The check says which version was promoted, and where it was tested.',
    label: 'Approve and merge',
    begin: async () => {
      const pull = facts.pull ?? 0;
      jobsBefore = repository.jobs().length;
      github.user(MAINTAINER).review(repository, pull, { state: 'APPROVED' });
      facts.merged = await github.user(MAINTAINER).merge(repository, pull, 'squash');
      return pullPage(facts);
    },
    isDone: () => isOver(checksOf(demo, facts.merged).at(-1)),
    complaint: () =>
      expects(demo, facts.merged, {
        conclusion: 'success',
        says: ['promoted penguins v', `tested in #${facts.pull}`, 'deploy'],
      }) ?? complaintOfJobs(repository.jobs().slice(jobsBefore)),
    page: () => pageOf(demo, facts.merged),
  };
}

/** By a comment, and with somebody else's approval as any deployment. */
export function rollbackChapter(demo: Demo, facts: StoryFacts): Chapter {
  const { github, repository } = demo;
  const newest = () => checksOf(demo, facts.merged).at(-1);
  let before = 0;
  let isApproved = false;
  return {
    title: 'Go back',
    text: `\`${ROLLBACK}\` deploys the version before once more: the deploy step alone runs, with the bytes of that version, and the alias points to it again. It is a deployment as any other, so somebody approves it who neither asked for it nor changed what is deployed: the reviewer presses the button of its check. The audit keeps both.`,
    label: ROLLBACK,
    begin: async () => {
      before = checksOf(demo, facts.merged).length;
      github.user(MAINTAINER).comment(repository, facts.pull ?? 0, ROLLBACK);
      const isAnswered = () => commentsOf(demo, facts).includes(GOES_BACK);
      // Once it is over, the answer says how it ended.
      const button = await waitUntil(() => (isAnswered() ? approvalOf(newest()) : null), WAITS_S);
      github.user(REVIEWER).press(repository, button.check, button.identifier);
      isApproved = true;
      return pullPage(facts);
    },
    isDone: () => isApproved && checksOf(demo, facts.merged).length > before && isOver(newest()),
    complaint: () =>
      expects(demo, facts.merged, {
        conclusion: 'success',
        says: ['penguins@production is v1 again', 'deploy'],
      }),
    page: () => (isApproved ? pageOf(demo, facts.merged) : null),
  };
}

const WAITS_S = 60;

function approvalOf(check: CheckRun | undefined): { check: number; identifier: string } | null {
  const button = check?.actions.find(({ label }) => label === 'Approve');
  if (check === undefined || button === undefined) return null;
  return { check: check.id, identifier: button.identifier };
}

function isOver(check: CheckRun | undefined): boolean {
  return check?.conclusion === 'success' || check?.conclusion === 'failure';
}

function commentsOf({ repository }: Demo, { pull }: StoryFacts): string {
  return repository
    .comments(pull ?? 0)
    .map(({ body }) => body)
    .join('\n');
}

/** What the pull request has trained is not trained again. */
function complaintOfJobs(jobs: readonly { readonly name: string }[]): string | null {
  const trained = jobs.filter(({ name }) => name.includes('train'));
  return trained.length === 0 ? null : `the merge trained again: ${JSON.stringify(trained)}`;
}
