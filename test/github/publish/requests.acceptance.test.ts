import { expect, test } from 'vitest';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { messageChange } from '../../../app/github/message.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { begun, succeeded } from '../../support/script-host.ts';
import { hostedAt, openHosted, type Hosted } from '../open-hosted.ts';
import type { StartedRun } from '../test-actions.ts';

const WAVES = 10;
const WIDTH = 10;
const MINUTE = 60_000;
const TICK_MS = 15_000;

const key = (wave: number, index: number) => `w${wave}-${index}`;
const wave = (number: number) => Array.from({ length: WIDTH }, (_, index) => key(number, index));
const PLAN = aPlan(
  Array.from({ length: WAVES }, (_, number) =>
    wave(number).map((id) => aStep(id, { needs: number === 0 ? [] : wave(number - 1) })),
  ).flat(),
);

test('a pull request’s run of 100 steps in 10 waves of 10 minutes costs at most 80 core requests', async () => {
  const hosted = await openHosted();
  const { world, store } = hosted;
  const sha = await world.repository.commit({ branch: 'x', files: { 'a.txt': 'a' } });
  const pull = await world.github.user('octocat').openPull(world.repository, { head: 'x' });
  const at = { ...hostedAt(world), pull };
  const run = await hosted.start(PLAN, { sha, ref: 'refs/heads/x', hosted: at });
  const { repository } = at;
  const body = { type: 'verdict', repository, sha, pull, trust: {}, started: [] } as never;
  await store.commit([messageChange('v', body, hosted.time.now())]);
  for (let number = 0; number < WAVES; number += 1) await carryOut(hosted, run, number);
  await hosted.until(async () => (await store.runs.header(run.id))?.endedAt !== null);
  for (let round = 0; round < 12; round += 1) await tick(hosted);
  expect((await store.runs.header(run.id))?.status).toBe('succeeded');
  // Jobs have check runs too.
  const ours = world.repository.checkRuns(sha).filter(({ name }) => name.startsWith('mlp'));
  expect(ours.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
  expect(world.repository.comments(pull)).toHaveLength(1);
  expect(hosted.actions.runs).toHaveLength(WAVES);
  const byKind = Object.groupBy(
    world.counted.filter(({ resource }) => resource === 'core'),
    ({ kind }) => kind,
  );
  const counts = Object.entries(byKind).map(([kind, each]) => [kind, each?.length ?? 0] as const);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  expect(total, JSON.stringify(counts)).toBeLessThanOrEqual(80);
  expect(world.counted.filter(({ content }) => content).length).toBeLessThanOrEqual(15);
}, 120_000);

async function tick(hosted: Hosted): Promise<void> {
  await hosted.publish(TICK_MS);
  await hosted.later(0);
}

/** One wave: jobs come one by one within some minutes, work for 10 minutes, and end one by one. */
async function carryOut(hosted: Hosted, run: RunHeader, number: number): Promise<void> {
  const { store, actions, world, host } = hosted;
  await hosted.until(async () => (await store.dispatches.waiting(99)).length === WIDTH);
  await hosted.later(2000);
  const started = actions.runs[number];
  if (started === undefined) throw new Error(`wave ${number} was not dispatched`);
  await begin(hosted, started, number);
  await work(hosted, run, number);
  for (const [index, name] of wave(number).entries()) {
    await hosted.runtime.report({ run: run.id, key: name, attempt: 1 }, succeeded());
    actions.end(started, name, 'success');
    if (index % 3 === 0) await tick(hosted);
  }
  started.reporter.runCompleted('success');
  const { id: repository } = hostedAt(world).repository;
  await host.heard({ repository, workflowRun: started.order.runId, what: 'run' });
}

async function begin(hosted: Hosted, started: StartedRun, number: number): Promise<void> {
  const workflowRunId = started.order.runId;
  const repositoryId = hostedAt(hosted.world).repository.id;
  for (const name of wave(number)) {
    const checkRunId = started.jobs.get(name)?.checkRunId ?? 0;
    const job = await hosted.host.find({ repositoryId, workflowRunId, checkRunId });
    if (job === null) throw new Error(`${name} is nobody's job`);
    await hosted.runtime.report(job.of, begun());
    if (checkRunId % 2 === 0) await tick(hosted);
  }
}

async function work(hosted: Hosted, { id: run }: RunHeader, number: number): Promise<void> {
  for (let passed = 0; passed < 9 * MINUTE; passed += TICK_MS) {
    await tick(hosted);
    if (passed % MINUTE !== 0) continue;
    for (const name of wave(number)) {
      await hosted.runtime.heartbeat({ run, key: name, attempt: 1 });
    }
  }
}
