import { describe, expect, test } from 'vitest';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { aWidePlan } from '../../support/build-plan.ts';
import { hostedAt, openHosted, type Hosted } from '../open-hosted.ts';

const waiting = async ({ store }: Hosted) => (await store.dispatches.waiting(1000)).length;

async function dispatched(hosted: Hosted): Promise<RunHeader> {
  const run = await hosted.start(aWidePlan(1));
  await hosted.until(async () => (await waiting(hosted)) === 1);
  await hosted.later(2000);
  return run;
}

async function attemptOf({ store }: Hosted, run: RunHeader) {
  return (await store.runs.load(run.id))?.attempts.find(({ key }) => key === 's0');
}

describe('GitHub refuses to start jobs, and the attempt says why,', () => {
  const ends = async (hosted: Hosted) => {
    const run = await dispatched(hosted);
    await hosted.until(async () => (await attemptOf(hosted, run))?.status === 'failed');
    expect(hosted.actions.runs).toEqual([]);
    return (await attemptOf(hosted, run))?.message;
  };

  test('when the repository is archived', async () => {
    const hosted = await openHosted();
    hosted.world.repository.archive();
    expect(await ends(hosted)).toMatch(
      /refused to start the workflow \(403\): Repository was archived so is read-only\. Unarchive/,
    );
  });

  test('when the workflow is started by something else', async () => {
    const hosted = await openHosted({ workflow: 'on: push\njobs: {}\n' });
    expect(await ends(hosted)).toMatch(/\(422\): Workflow does not have .*init --update/);
  });

  test.each([
    ['suspended', 'suspend', /start jobs \(403\): This installation has been suspended\. Unsus/],
    ['uninstalled', 'uninstall', /start jobs \(404\): Not Found\. Install the app/],
  ] as const)('when the app is %s, and GitHub is asked no more', async (_, act, words) => {
    const hosted = await openHosted();
    const { app, installation, github } = hosted.world;
    const run = await hosted.start(aWidePlan(1));
    await hosted.until(async () => (await waiting(hosted)) === 1);
    app[act](installation);
    await hosted.later(2000);
    await hosted.until(async () => (await attemptOf(hosted, run))?.status === 'failed');
    expect(await attemptOf(hosted, run)).toMatchObject({ number: 1, class: 'failure' });
    expect((await attemptOf(hosted, run))?.message).toMatch(words);
    const asked = github.requests().list().length;
    for (let index = 0; index < 10; index += 1) await hosted.later(60_000);
    expect(github.requests().list()).toHaveLength(asked);
  });
});

test('a dispatch that nobody waits for ends where GitHub takes no cancel any more', async () => {
  const hosted = await openHosted();
  const run = await dispatched(hosted);
  hosted.world.repository.archive();
  const cancel = { type: 'run.cancel-requested', by: null, reason: 'x', forced: false } as const;
  await hosted.runtime.handle(run.id, cancel);
  await hosted.until(async () => (await attemptOf(hosted, run))?.status === 'cancelled');
  for (let index = 0; index < 4; index += 1) await hosted.later(60_000);
  const { id: repository } = hostedAt(hosted.world).repository;
  const workflowRun = hosted.actions.runs[0]?.order.runId ?? 0;
  expect((await hosted.store.dispatches.ofWorkflowRun(repository, workflowRun))?.state.type).toBe(
    'over',
  );
});

test('a dispatch that meets a limit of GitHub’s is sent when that is over, and not before', async () => {
  const hosted = await openHosted();
  let met = 0;
  hosted.world.fault = async (request, send) => {
    if (!request.url.endsWith('/dispatches') || met > 0) return send();
    met += 1;
    return Response.json(
      { message: 'slow down' },
      { status: 429, headers: { 'retry-after': '90' } },
    );
  };
  await dispatched(hosted);
  const [dispatch] = await hosted.store.dispatches.asked(hostedAt(hosted.world).repository.id);
  // GitHub has done nothing: there is nothing to look for.
  expect([met, dispatch?.state.type]).toEqual([1, 'gathered']);
  const asked = hosted.world.github.requests().list().length;
  for (let ms = 0; ms < 80_000; ms += 20_000) await hosted.later(20_000);
  expect(hosted.world.github.requests().list()).toHaveLength(asked);
  await hosted.later(11_000);
  expect(hosted.actions.runs).toHaveLength(1);
});
