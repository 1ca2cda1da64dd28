import type { CheckRun } from '../../../test/doubles/github/state/checks.ts';
import type { Pull, Review } from '../../../test/doubles/github/state/repository.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import type { Chapter } from '../chapter.ts';
import { checksOf, expects, pageOf } from '../proof/check-of-commit.ts';
import { MAINTAINER, REVIEWER, type Demo } from '../world/open-demo.ts';
import { doubtOfMerge, doubtOfRollback } from '../proof/promotion-proof.ts';
import { MODEL } from '../proof/read-kept.ts';
import { pullPage, type StoryFacts } from '../story-facts.ts';

const ROLLBACK = '/mlp rollback penguins@production';
/** The first version was production before. */
const GOES_BACK = 'promotes `penguins v1` to `production`';
const PROMOTED = 'promoted penguins v';

/** A review approves the model whose report the pull request shows. */
export function reviewChapter(demo: Demo, facts: StoryFacts): Chapter {
  return {
    title: 'Approve the model',
    text: 'The maintainer reads the report and approves the pull request in a review. It counts for exactly the model that the report is about: a push, or another training, would make it no longer count.',
    label: 'Approve in a review',
    begin: async () => {
      demo.github.user(MAINTAINER).review(demo.repository, facts.pull ?? 0, { state: 'APPROVED' });
      return pullPage(facts);
    },
    isDone: () => approvalIn(demo, facts) !== null,
    complaint: () =>
      approvalIn(demo, facts)?.commitId === facts.corrected
        ? null
        : 'the review is of another commit than the report',
    page: () => (approvalIn(demo, facts) === null ? null : pullPage(facts)),
  };
}

/** The merge deploys what the pull request tested. */
export function mergeChapter(demo: Demo, facts: StoryFacts): Chapter {
  const { github, repository } = demo;
  const merged = () => mergeOf(demo, facts);
  return {
    title: 'Merge, and deploy what was tested',
    text: 'The pull request is merged. Nothing is trained again: `main` takes over what the pull request tested, byte for byte, and since the review approved that very model, its deployment waits for nobody. The check says which version was promoted, and where it was tested.',
    label: 'Merge',
    begin: async () => {
      await github.user(MAINTAINER).merge(repository, facts.pull ?? 0, 'squash');
      return pullPage(facts);
    },
    isDone: () => isOver(checksOf(demo, merged()).at(-1)),
    complaint: () =>
      expects(demo, merged(), {
        conclusion: 'success',
        says: [PROMOTED, `tested in #${facts.pull}`, 'deploy'],
      }) ??
      doubtOfMerge(demo, facts, {
        pull: pullOf(demo, facts),
        approver: approvalIn(demo, facts)?.author.account ?? null,
      }),
    page: () => pageOf(demo, merged()),
    alsoAt: [modelPlace(demo)],
  };
}

/** By a comment, and with somebody else's approval as any deployment. */
export function rollbackChapter(demo: Demo, facts: StoryFacts): Chapter {
  const { github, repository } = demo;
  const newest = () => checksOf(demo, mergeOf(demo, facts)).at(-1);
  const asked = () => questionIn(demo, facts);
  return {
    title: 'Go back',
    text: `\`${ROLLBACK}\` deploys the version before once more: the deploy step alone runs, with the bytes of that version, and the alias points to it again. It is a deployment as any other, so somebody approves it who neither asked for it nor changed what is deployed: the reviewer presses the button of its check. The audit says who asked, who approved, and what was deployed.`,
    label: ROLLBACK,
    begin: async () => {
      github.user(MAINTAINER).comment(repository, facts.pull ?? 0, ROLLBACK);
      const isAnswered = () => textsIn(demo, facts).some((text) => text.includes(GOES_BACK));
      // Once it is over, the answer says how it ended.
      const button = await waitUntil(() => (isAnswered() ? approvalOf(newest()) : null), WAITS_MS);
      github.user(REVIEWER).press(repository, button.check, button.identifier);
      return pullPage(facts);
    },
    isDone: () =>
      asked() !== null && !(newest()?.title ?? '').includes(PROMOTED) && isOver(newest()),
    complaint: () =>
      expects(demo, mergeOf(demo, facts), {
        conclusion: 'success',
        says: ['penguins@production is v1 again', 'deploy'],
      }) ?? doubtOfRollback(demo, facts, asked()?.author.account ?? null),
    page: () => (asked() === null ? null : pageOf(demo, mergeOf(demo, facts))),
    alsoAt: [
      modelPlace(demo),
      { label: 'Who decided what', href: `${repositoryPage(demo)}/audit?model=${MODEL}` },
    ],
  };
}

const WAITS_MS = 60;

function approvalOf(check: CheckRun | undefined): { check: number; identifier: string } | null {
  const button = check?.actions.find(({ label }) => label === 'Approve');
  if (check === undefined || button === undefined) return null;
  return { check: check.id, identifier: button.identifier };
}

function isOver(check: CheckRun | undefined): boolean {
  return check?.conclusion === 'success' || check?.conclusion === 'failure';
}

function pullOf({ repository }: Demo, { pull }: StoryFacts): Pull | null {
  return repository.pulls().find(({ number }) => number === pull)?.pull ?? null;
}

/** The newest review that approves; null: there is none. */
function approvalIn(demo: Demo, facts: StoryFacts): Review | null {
  const reviews = [...(pullOf(demo, facts)?.reviews.values() ?? [])];
  return reviews.findLast(({ state }) => state === 'APPROVED') ?? null;
}

/** The commit that the merge made, whoever merged; null: nobody did. */
function mergeOf(demo: Demo, facts: StoryFacts): string | null {
  const pull = pullOf(demo, facts);
  return pull === null || pull.mergedAt === null ? null : pull.mergeSha;
}

function textsIn({ repository }: Demo, { pull }: StoryFacts): readonly string[] {
  return repository.comments(pull ?? 0).map(({ body }) => body);
}

/** The comment that asks for the rollback; null: nobody did. */
function questionIn({ repository }: Demo, { pull }: StoryFacts) {
  return repository.comments(pull ?? 0).find(({ body }) => body.trim() === ROLLBACK) ?? null;
}

function repositoryPage({ world }: Demo): string {
  return `${world.config.url}/repos/acme/penguins`;
}

function modelPlace(demo: Demo) {
  return { label: 'The model and its history', href: `${repositoryPage(demo)}/models/${MODEL}` };
}
