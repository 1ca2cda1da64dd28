import { expect, test } from 'vitest';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { clientOfUser } from '../../doubles/github/testing/open-test-github.ts';
import { hostedAt, openHosted } from '../open-hosted.ts';
import { atFirst, lostOnTheWayThere } from '../open-world.ts';

/** A dispatch did not reach GitHub, and someone with write starts the workflow in its name, with another commit. */
async function impersonated() {
  const hosted = await openHosted();
  const { github, repository } = hosted.world;
  repository.collaborator('mallory', 'write');
  const evil = await repository.commit({ branch: 'evil', files: { 'a.py': 'steal()' } });
  hosted.world.fault = atFirst(1, lostOnTheWayThere, 'POST');
  const fault = hosted.world.fault;
  hosted.world.fault = (request, send) =>
    request.url.includes('/dispatches') ? fault(request, send) : send();
  await hosted.start(aPlan([aStep('train')]));
  await hosted.until(async () => (await hosted.store.dispatches.waiting(9)).length === 1);
  const [order] = await hosted.store.dispatches.waiting(9);
  await hosted.later(2000);
  const { id: repositoryId } = hostedAt(hosted.world).repository;
  const [dispatch] = await hosted.store.dispatches.asked(repositoryId);
  const { name, hint: attempt } = order?.job ?? { name: '', hint: '' };
  const job = { name, attempt, runs_on: ['self-hosted', 'mine'], timeout: 9, environment: '' };
  const inputs = {
    title: 'churn #1: train',
    run_key: dispatch?.id,
    sha: evil,
    secrets: '[]',
    plan: JSON.stringify([job]),
  };
  await clientOfUser(github, 'mallory').rest.actions.createWorkflowDispatch({
    owner: 'acme',
    repo: 'churn',
    workflow_id: 'mlpipelines.yml',
    ref: 'main',
    inputs,
  });
  return { hosted, repositoryId };
}

test('a job of a workflow run that a person started in a dispatch’s name gets no attempt', async () => {
  const { hosted, repositoryId } = await impersonated();
  const [theirs] = hosted.actions.runs;
  const workflowRunId = theirs?.order.runId ?? 0;
  const checkRunId = theirs?.jobs.get('train')?.checkRunId ?? 0;
  expect(await hosted.host.find({ repositoryId, workflowRunId, checkRunId })).toBeNull();
  expect(await hosted.store.dispatches.asked(repositoryId)).toHaveLength(1);
});

test('a workflow run that a person started in a dispatch’s name is not taken for the dispatch', async () => {
  const { hosted, repositoryId } = await impersonated();
  for (let index = 0; index < 8; index += 1) await hosted.later(10_000);
  const [theirs, ours] = hosted.actions.runs;
  const ofRun = (runId = 0) => hosted.store.dispatches.ofWorkflowRun(repositoryId, runId);
  expect(await ofRun(theirs?.order.runId)).toBeNull();
  expect(await ofRun(ours?.order.runId)).not.toBeNull();
});
