import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';
import { ScriptedBackend } from '../testing/scripted-backend.ts';
import { openReceiver } from '../testing/webhook-receiver.ts';

const AT = { owner: 'acme', repo: 'model' };
const MINUTE_MS = 60_000;

async function scene(environment: string) {
  const clock = new VirtualClock(Date.now());
  const backend = new ScriptedBackend(clock, () => [
    { name: 'deploy', labels: ['ubuntu-latest'], environment, ms: 1000 },
  ]);
  const github = await openTestGitHub({ clock, backend });
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const [ada, bob] = [github.user('ada'), github.user('bob')];
  const repo = github
    .repository('acme/model')
    .environment('production', { reviewers: ['ada'] })
    .environment('slow', { waitMs: 30 * MINUTE_MS });
  const file = 'on: workflow_dispatch\njobs: {}\n';
  await repo.commit({ files: { '.github/workflows/mlpipelines.yml': file } });
  const app = github.app({
    permissions: { actions: 'write' },
    events: ['workflow_job'],
    webhookUrl: receiver.url,
  });
  const kit = clientOf(github, app, app.install([repo]));
  const asked = { ...AT, workflow_id: 'mlpipelines.yml', ref: 'main' };
  await kit.rest.actions.createWorkflowDispatch(asked);
  await github.settled();
  const [run] = repo.runs();
  if (run === undefined) throw new Error('no run');
  const job = () => repo.jobs(run.id)[0];
  return { github, clock, receiver, repo, kit, ada, bob, run, job };
}

test.each(['production', 'Production'])(
  'a job waits for the reviewers of its environment, named %s, and the App hears that it does',
  async (name) => {
    const { github, clock, receiver, repo, kit, ada, bob, run, job } = await scene(name);
    const { data } = await kit.rest.actions.listJobsForWorkflowRun({ ...AT, run_id: run.id });
    expect(data.jobs.map(({ status }) => status)).toEqual(['waiting']);
    expect(run.status).toBe('waiting');
    const jobEvents = () => receiver.names().filter((name) => name.startsWith('workflow_job'));
    expect(jobEvents()).toEqual(['workflow_job.queued', 'workflow_job.waiting']);
    const review = { environment: 'production', state: 'approved' } as const;
    expect(() => bob.reviewDeployment(repo, run.id, review)).toThrow('bob is no reviewer');
    ada.reviewDeployment(repo, run.id, { ...review, comment: 'go' });
    await expect.poll(() => job()?.status).toBe('in_progress');
    clock.advance(1000);
    await expect.poll(() => run.conclusion).toBe('success');
    await github.settled();
    expect(jobEvents().slice(2)).toEqual(['workflow_job.in_progress', 'workflow_job.completed']);
    expect(() => ada.reviewDeployment(repo, run.id, review)).toThrow('No job of the run waits');
  },
);

test('a job that a reviewer rejects has failed, and the run says who it was', async () => {
  const { repo, kit, ada, run, job } = await scene('production');
  ada.reviewDeployment(repo, run.id, {
    environment: 'production',
    state: 'rejected',
    comment: 'not on a Friday',
  });
  await expect.poll(() => run.conclusion).toBe('failure');
  expect(job()).toMatchObject({ status: 'completed', conclusion: 'failure', startedAt: null });
  const { data } = await kit.rest.actions.getReviewsForRun({ ...AT, run_id: run.id });
  expect(data).toMatchObject([
    {
      environments: [{ name: 'production' }],
      state: 'rejected',
      user: { login: 'ada' },
      comment: 'not on a Friday',
    },
  ]);
});

test('a wait timer lets a job go by itself', async () => {
  const { clock, job } = await scene('slow');
  clock.advance(29 * MINUTE_MS);
  expect(job()?.status).toBe('waiting');
  clock.advance(MINUTE_MS);
  await expect.poll(() => job()?.status).toBe('in_progress');
});
