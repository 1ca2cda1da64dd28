import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Issue } from '../../../test/doubles/github/state/repository.ts';
import { waitUntil } from '../../../test/support/wait-until.ts';
import type { Chapter } from '../chapter.ts';
import { checksOf, conclusions, expects, pageOf } from '../proof/check-of-commit.ts';
import { doubtOfCircle, doubtOfRetraining } from '../proof/monitoring-proof.ts';
import { COLLEAGUE, MAINTAINER, REVIEWER, type Demo } from '../world/open-demo.ts';
import { pushExample } from '../world/push-example.ts';

const MONITOR = 'mlpipelines: monitor';
const NIGHT = '/mlp schedule run monitor';
const EVERY_MS = 60;
const CLI = fileURLToPath(new URL('../../../app/cli/main.ts', import.meta.url));

/** A model in production, the night in which it no longer holds, and the model that takes its place. */
export function monitoringChapters(demo: Demo): readonly Chapter[] {
  const facts: Facts = { first: null, drifted: null };
  const there = { ...demo, ...demo.watched };
  return [watchChapter(there, facts), driftChapter(there, facts), circleChapter(there, facts)];
}

type Facts = { first: string | null; drifted: string | null };

/** The example `monitoring` as it is, in a repository of its own. */
function watchChapter(demo: Demo, facts: Facts): Chapter {
  return {
    title: 'Watch what is in production',
    text: 'In another repository two pipelines are pushed: `penguins` trains, and `monitor` looks at `penguins@production` and the newest measurements every morning. The first model is trained, and the colleague approves it. From now on there is a production to watch.',
    label: 'Push a pipeline and its monitor',
    begin: async () => {
      facts.first = await pushExample(demo.copy, {
        example: 'monitoring',
        withPipelines: true,
        message: 'A model of penguins, and what watches it',
        by: MAINTAINER,
        to: demo.pushAddress(MAINTAINER),
        app: demo.world.config.url,
      });
      await approve(demo, facts.first, COLLEAGUE);
      return pageOf(demo, facts.first) ?? `/${demo.repository.fullName}`;
    },
    isDone: () => conclusions(demo, facts.first).includes('success'),
    complaint: () => expects(demo, facts.first, { conclusion: 'success', says: ['production'] }),
    page: () => pageOf(demo, facts.first),
  };
}

/** The schedule starts the monitor, which rejects: one issue, and a training that waits. */
function driftChapter(demo: Demo, facts: Facts): Chapter {
  const { copy } = demo;
  return {
    title: 'A night in which penguins have drifted',
    text: 'From now on every flipper is measured 20 mm longer. The newest data is pushed, which starts nothing; but nobody has to wait for 6 in the morning: `mlpipelines schedule run monitor` starts the monitor as if it were time. Its gates on drift and quality do not hold. The rejection opens one issue and starts the training. Its model is compared with production on what is measured today, it is better, and its promotion waits for a review.',
    label: 'Let the night come',
    begin: async () => {
      facts.drifted = await copy.push({
        branch: 'main',
        message: 'Penguins as they are measured now',
        by: MAINTAINER,
        to: demo.pushAddress(MAINTAINER),
        edit: pretendDrift,
      });
      // Its push is worked on by then, and may have changed the schedule.
      await waitUntil(() => conclusions(demo, facts.drifted, 'mlpipelines').length > 0, EVERY_MS);
      await startMonitor(demo);
      await waitUntil(() => issuesOf(demo).length > 0, EVERY_MS);
      return issuePage(demo);
    },
    isDone: () =>
      conclusions(demo, facts.drifted, MONITOR).length > 0 &&
      approvalIn(demo, facts.drifted) !== null &&
      issuesOf(demo).length > 0,
    complaint: () =>
      complaintOfIssue(demo, 'open') ??
      expects(demo, facts.drifted, {
        conclusion: 'action_required',
        says: ['not comparable with penguins@production', 'champion.log&#95;loss'],
      }) ??
      doubtOfRetraining(demo),
    page: () => (issuesOf(demo).length === 0 ? null : issuePage(demo)),
    alsoAt: [modelPlace(demo)],
  };

  function pretendDrift(folder: string): void {
    execFileSync('python3', ['-B', 'src/pretend_drift.py', '20'], { cwd: folder });
  }
}

/** Its review promotes the new model, with which the next night passes. */
function circleChapter(demo: Demo, facts: Facts): Chapter {
  const { github, repository } = demo;
  const answer = () => repository.comments(issuesOf(demo)[0]?.number ?? 0);
  return {
    title: 'Close the circle',
    text: `The reviewer reads the report and approves the new model; it becomes \`penguins@production\`. \`${NIGHT}\`, as a comment in the issue, does not wait for the next night. The monitor passes with the new model, and the issue is closed.`,
    label: 'Approve, and look again',
    begin: async () => {
      await approve(demo, facts.drifted, REVIEWER);
      await waitUntil(() => conclusions(demo, facts.drifted).includes('success'), EVERY_MS);
      const [issue] = issuesOf(demo);
      github.user(MAINTAINER).comment(repository, issue?.number ?? 0, NIGHT);
      return issuePage(demo);
    },
    isDone: () => issuesOf(demo).some(({ state }) => state === 'closed'),
    complaint: () =>
      complaintOfIssue(demo, 'closed') ?? doubtOfCircle(demo, github.user(REVIEWER).account.id),
    page: () => (answer().length === 0 ? null : issuePage(demo)),
    alsoAt: [modelPlace(demo)],
  };
}

/** By the button of the newest check of the training that waits at a commit. */
async function approve(demo: Demo, sha: string | null, by: string): Promise<void> {
  const button = await waitUntil(() => approvalIn(demo, sha), EVERY_MS);
  demo.github.user(by).press(demo.repository, button.check, button.identifier);
}

function approvalIn(demo: Demo, sha: string | null) {
  const check = checksOf(demo, sha).at(-1);
  const button = check?.actions.find(({ label }) => label === 'Approve');
  if (check === undefined || button === undefined) return null;
  return { check: check.id, identifier: button.identifier };
}

/** As whoever runs the App does. */
async function startMonitor({ world }: Demo): Promise<void> {
  const words = ['schedule', 'run', 'monitor', '--state', world.config.state];
  await promisify(execFile)(process.execPath, [CLI, ...words]);
}

function complaintOfIssue(demo: Demo, state: Issue['state']): string | null {
  const issues = issuesOf(demo);
  const [issue] = issues;
  if (issues.length !== 1 || issue === undefined) return `${issues.length} issues in place of one`;
  if (issue.state !== state) return `the issue is ${issue.state}`;
  const says = state === 'open' ? ['drift', 'quality'] : ['succeeded again'];
  const missing = says.filter((word) => !(issue.body ?? '').includes(word));
  return missing.length === 0 ? null : `the issue lacks ${missing.join(', ')}: ${issue.body}`;
}

function issuesOf({ repository }: Demo): readonly Issue[] {
  return [...repository.record.issues.values()].filter(({ pull }) => pull === null);
}

function issuePage(demo: Demo): string {
  return `/${demo.repository.fullName}/issues/${issuesOf(demo)[0]?.number}`;
}

function modelPlace({ world, repository }: Demo) {
  const href = `${world.config.url}/repos/${repository.fullName}/models/penguins`;
  return { label: 'The model and its history', href };
}
