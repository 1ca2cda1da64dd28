import { expect, test } from 'vitest';
import { messageChange, type Message } from '../../../../app/github/message.ts';
import { aPlan, aStep } from '../../../support/build-plan.ts';
import { begun, succeeded } from '../../../support/script-host.ts';
import { hostedAt, openHosted, type Hosted } from '../../open-hosted.ts';

const metrics = { path: null, live: 'live.jsonl', primary: 'acc', maximize: ['acc'], minimize: [] };
const PLAN = aPlan([aStep('train', { metrics })]);
const MINUTE = 60_000;

type Of = Parameters<Hosted['runtime']['report']>[0];

test('a comment shows what a long step told meanwhile, though nothing happened, at the pace of progress', async () => {
  const hosted = await openHosted();
  const { run, pull } = await pulled(hosted);
  const of = { run, key: 'train', attempt: 1 };
  const row = async () => (await hosted.store.runs.load(run))?.steps[0];
  await hosted.until(async () => (await row())?.state === 'starting');
  await hosted.runtime.report(of, begun());
  await hosted.until(async () => (await row())?.state === 'running');
  await publishFor(hosted, of, 12 * MINUTE);
  const comment = () => hosted.world.repository.comments(pull)[0]?.body ?? '';
  const asked = () =>
    hosted.world.counted.filter(({ kind }) => kind.includes('/issues/comments')).length;
  expect(comment()).toContain('- <code>train</code> running\n');

  await tell(hosted, of, 1);
  const before = asked();
  await publishFor(hosted, of, 6 * MINUTE);
  expect(comment()).toContain('- <code>train</code> running · epoch 1 · acc **0.5**\n');
  expect(asked() - before).toBe(1);
  // Nothing more was told: nothing is said.
  await publishFor(hosted, of, 12 * MINUTE);
  expect(asked() - before).toBe(1);

  for (let epoch = 2; epoch <= 40; epoch += 1) {
    await tell(hosted, of, epoch);
    await publishFor(hosted, of, MINUTE);
  }
  expect(asked() - before).toBeLessThanOrEqual(10);
  expect(comment()).toMatch(/epoch 3\d · acc/);
  expect(comment()).toContain('x-axis "epoch" 1 --> 3');

  await hosted.runtime.report(of, succeeded());
  await hosted.until(async () => (await row())?.result !== null);
  await publishFor(hosted, null, 2 * MINUTE);
  expect(comment()).toContain('succeeded in');
  expect(comment()).toContain('<b>Training</b>: 40 epochs of');
});

async function tell({ store, time }: Hosted, of: Of, step: number) {
  const samples = [{ at: time.now(), step, values: { epoch: step, acc: 1 - 1 / (step + 1) } }];
  const record = { ...of, type: 'samples', samples } as const;
  await store.commit([{ type: 'attempt.record', record }]);
}

/** `alive`: the attempt that is heard of meanwhile. */
async function publishFor(hosted: Hosted, alive: Of | null, ms: number): Promise<void> {
  for (let spent = 0; spent < ms; spent += MINUTE / 2) {
    if (alive !== null) await hosted.runtime.heartbeat(alive);
    await hosted.publish(MINUTE / 2);
  }
}

async function pulled(hosted: Hosted) {
  const { world, store, time } = hosted;
  const sha = await world.repository.commit({ branch: 'x', files: { 'a.txt': 'a' } });
  const pull = await world.github.user('octocat').openPull(world.repository, { head: 'x' });
  const at = { ...hostedAt(world), pull };
  const { id: run } = await hosted.start(PLAN, { sha, ref: 'refs/heads/x', hosted: at });
  const started = [
    {
      type: 'started',
      number: 1,
      reason: '',
      notYet: [],
      lowered: [],
      warnings: [],
      file: PLAN.file,
      pipeline: 'churn',
      run,
    },
  ];
  const message = {
    type: 'verdict',
    repository: at.repository,
    sha,
    pull,
    trust: { trust: 'writer', reason: '' },
    started,
  };
  await store.commit([messageChange('v1', message as unknown as Message, time.now())]);
  return { run, pull };
}
