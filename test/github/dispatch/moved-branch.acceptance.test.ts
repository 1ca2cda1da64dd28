import { expect, test } from 'vitest';
import { WORKFLOW_PATH, workflowFile } from '../../../app/github/workflow/workflow-file.ts';
import { aWidePlan } from '../../support/build-plan.ts';
import { hostedAt, openHosted, WRITTEN, type Hosted } from '../open-hosted.ts';
import { lostOnTheWayBack } from '../open-world.ts';
import type { StartedRun } from '../test-actions.ts';

const NO_RUNS = { total_count: 0, workflow_runs: [] };

/** A run whose branch somebody pushes to after the workflow file was checked, and before GitHub starts the jobs. */
async function overtaken(files: Record<string, string>, { isLost = false } = {}) {
  const hosted = await openHosted();
  const { world } = hosted;
  const run = await hosted.start(aWidePlan(2));
  await hosted.until(async () => (await hosted.store.dispatches.waiting(9)).length === 2);
  world.fault = async (request, send) => {
    // GitHub's lists lag behind.
    if (isLost && /\/workflows\/[^/]+\/runs/.test(request.url)) return Response.json(NO_RUNS);
    if (!request.url.endsWith('/dispatches')) return send();
    if (!isLost) world.fault = null;
    await world.repository.commit({ files });
    return isLost ? lostOnTheWayBack(request, send) : send();
  };
  await hosted.later(2000);
  const attempts = async () => (await hosted.store.runs.load(run.id))?.attempts ?? [];
  return { hosted, attempts };
}

/** A job asks for its attempt, with the commit that GitHub signs for it. */
function claim(hosted: Hosted, started: StartedRun | undefined, name: string) {
  return hosted.host.find({
    repositoryId: hostedAt(hosted.world).repository.id,
    workflowRunId: started?.order.runId ?? 0,
    checkRunId: started?.jobs.get(name)?.checkRunId ?? 0,
    workflowSha: started?.order.sha ?? '',
  });
}

test('jobs that start at a newer commit with the same workflow file get their attempts', async () => {
  const { hosted, attempts } = await overtaken({ 'README.md': 'changed\n' });
  const [started] = hosted.actions.runs;
  for (const name of ['s0', 's1']) {
    const found = await claim(hosted, started, name);
    expect(found).toMatchObject({ of: { key: name, attempt: 1 } });
    expect(found?.workflowSha).toBe(await hosted.world.repository.sha());
  }
  expect((await attempts()).map(({ status }) => status)).toEqual(['starting', 'starting']);
  expect(hosted.actions.runs).toHaveLength(1);
});

test('jobs that start with another workflow file get none, and the same attempts are dispatched anew', async () => {
  const changed = workflowFile({ secrets: ['TOKEN', 'MORE'], ...WRITTEN });
  const { hosted, attempts } = await overtaken({ [WORKFLOW_PATH]: changed });
  const [first] = hosted.actions.runs;
  expect(await claim(hosted, first, 's0')).toBeNull();
  expect(await claim(hosted, first, 's1')).toBeNull();
  expect(hosted.actions.cancelled).toEqual([first?.order.runId]);
  await hosted.later(1000);
  const [, second] = hosted.actions.runs;
  expect(await claim(hosted, first, 's0')).toBeNull();
  for (const name of ['s0', 's1']) {
    expect(await claim(hosted, second, name)).toMatchObject({ of: { key: name, attempt: 1 } });
  }
  expect((await attempts()).map(({ number, status }) => [number, status])).toEqual([
    [1, 'starting'],
    [1, 'starting'],
  ]);
  expect(hosted.actions.runs).toHaveLength(2);
});

const CHANGED = { [WORKFLOW_PATH]: workflowFile({ secrets: ['TOKEN', 'MORE'], ...WRITTEN }) };

test('a workflow run that was given up is never taken for the one that came after it', async () => {
  const { hosted, attempts } = await overtaken(CHANGED);
  const { world, actions } = hosted;
  world.fault = async (request, send) => {
    if (!request.url.endsWith('/dispatches')) return send();
    world.fault = null;
    throw new TypeError('fetch failed');
  };
  expect(await claim(hosted, actions.runs[0], 's0')).toBeNull();
  await hosted.later(1000);
  await hosted.later(90_000);
  expect(await claim(hosted, actions.runs[0], 's0')).toBeNull();
  const [, second] = actions.runs;
  for (const name of ['s0', 's1']) {
    expect(await claim(hosted, second, name)).toMatchObject({ of: { key: name, attempt: 1 } });
  }
  expect((await attempts()).map(({ status }) => status)).toEqual(['starting', 'starting']);
  expect(actions.runs).toHaveLength(2);
});

test('jobs with another workflow file cost no attempt while nobody knows yet what was started', async () => {
  const { hosted, attempts } = await overtaken(CHANGED, { isLost: true });
  const { world, actions } = hosted;
  const [first] = actions.runs;
  expect(await claim(hosted, first, 's0')).toBeNull();
  expect(actions.cancelled).toEqual([first?.order.runId]);
  world.fault = null;
  await hosted.later(1000);
  const [, second] = actions.runs;
  expect(await claim(hosted, second, 's0')).toMatchObject({ of: { key: 's0', attempt: 1 } });
  expect((await attempts()).map(({ number }) => number)).toEqual([1, 1]);
});
