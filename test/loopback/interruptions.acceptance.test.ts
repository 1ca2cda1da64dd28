import { expect, test } from 'vitest';
import type { RunRows } from '../../app/runtime/ports/runs.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openMachineWorld } from './open-machine-world.ts';

/** Trains until it is ended, and goes on from what it saved: 7 as it goes, 9 when it is told to end. */
const TRAINING = `name: churn
on: { pull_request: {}, push: { branches: [main] } }
steps:
  train:
    resources: { gpu: { type: [a10g], count: 1 } }
    checkpoint: { path: ckpt/, save: on-signal, every: 1s }
    run: |
      if [ -e ckpt/step ]; then cp ckpt/step model.txt; exit 0; fi
      mkdir -p ckpt
      trap 'echo 9 > ckpt/step; exit 0' TERM
      echo 7 > ckpt/step && echo ready >> "$MLPIPELINES_CHECKPOINT_READY"
      while true; do sleep 0.1; done
    outputs: { model: { type: file, path: model.txt } }
  evaluate:
    inputs: { model: { from: train.model, path: model.txt } }
    run: echo "trained=$(cat model.txt)" >> "$MLPIPELINES_OUTPUT"
    outputs: { trained: { type: number } }
`;

test('a machine that EC2 takes back after a notice saves its last state, and the step goes on elsewhere', async () => {
  const world = await openMachineWorld();
  const { sha } = await world.propose(TRAINING);
  const first = await world.attemptOf(sha, 1, ({ status }) => status === 'running');
  await world.saved(sha, 1);
  world.instanceOf(first).interrupt({ noticeMs: 120_000 });
  const run = await world.endOf(sha);
  expect(attempts(run)).toEqual(['1 interrupted spot-interruption', '2 succeeded null']);
  expect(trained(run)).toBe(9);
  const [lost, next] = trainings(run);
  expect(next?.resumedFrom).not.toBeNull();
  expect(lost?.workLostMs).toBeLessThan(60_000);
  expect(placeOf(next)).not.toBe(placeOf(lost));
  expect(run.steps[0]?.spent).toEqual({ 'spot-interruption': 1 });
  await world.nothingLeft();
  expect(world.red()).toEqual([]);
  expect(world.github.problems()).toEqual([]);
});

test('a machine that vanishes without a word is noticed at EC2, and its job turns nothing red', async () => {
  const world = await openMachineWorld();
  const { sha } = await world.propose(TRAINING);
  const first = await world.attemptOf(sha, 1, ({ status }) => status === 'running');
  await world.saved(sha, 1);
  const takenAt = world.clock.now();
  world.instanceOf(first).interrupt({ noticeMs: 0 });
  const lost = await world.attemptOf(sha, 1, ({ endedAt }) => endedAt !== null);
  expect(lost).toMatchObject({ status: 'interrupted', class: 'spot-interruption' });
  expect((lost.endedAt ?? 0) - takenAt).toBeLessThan(25_000);
  const run = await world.endOf(sha);
  expect(attempts(run)).toEqual(['1 interrupted spot-interruption', '2 succeeded null']);
  expect(trained(run)).toBe(7);
  expect(trainings(run)[1]?.resumedFrom).not.toBeNull();
  // GitHub would show a job whose runner is silent for ten minutes as failed.
  await waitUntil(() => world.cancels() > 0, 100);
  expect(world.red()).toEqual([]);
});

const MARKETS = `name: churn
on: { push: { branches: [main] } }
steps:
  prefers:
    resources: { gpu: { type: [a10g], count: 1 } }
    checkpoint: { path: ckpt/, save: on-signal }
    run: 'test "$MLPIPELINES_ATTEMPT" -ge 3 || sleep 1000'
  requires:
    resources: { gpu: { type: [l4], count: 1 }, spot: require }
    run: 'true'
  never:
    resources: { gpu: { type: [l4], count: 1 }, spot: never }
    run: 'true'
`;

test('who lost two spot machines gets one on demand, and who requires spot or wants none gets what was asked', async () => {
  const world = await openMachineWorld();
  const sha = await world.push(MARKETS);
  for (const number of [1, 2]) {
    const attempt = await world.attemptOf(
      sha,
      number,
      ({ key, status }) => key === 'prefers' && status === 'running',
    );
    world.instanceOf(attempt).interrupt({ noticeMs: 0 });
  }
  const run = await world.endOf(sha);
  const markets = (step: string) =>
    run.attempts.filter(({ key }) => key === step).map(({ machine }) => machine?.market);
  expect(markets('prefers')).toEqual(['spot', 'spot', 'on-demand']);
  expect(markets('requires')).toEqual(['spot']);
  expect(markets('never')).toEqual(['on-demand']);
  await world.nothingLeft();
});

function attempts(run: RunRows): readonly string[] {
  return trainings(run).map(({ number, status, class: kind }) => `${number} ${status} ${kind}`);
}

function trainings({ attempts }: RunRows) {
  return attempts.filter(({ key }) => key === 'train');
}

function trained({ steps }: RunRows) {
  return steps.find(({ key }) => key === 'evaluate')?.outputs['trained'];
}

function placeOf(attempt: RunRows['attempts'][number] | undefined): string {
  const { type, zone, market } = attempt?.machine ?? {};
  return `${type} ${zone} ${market}`;
}
