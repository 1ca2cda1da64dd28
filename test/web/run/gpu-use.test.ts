import { expect, test } from 'vitest';
import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import type { AttemptId } from '../../../app/runtime/ports/attempts.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { stays } from '../../support/script-host.ts';
import { openPages, type TestPages } from '../open-pages.ts';

const MINUTE = 60_000;

/** A page of a training that runs on a machine of its own, which began at `began`. */
async function openTraining() {
  const test = await openPages();
  test.host.acts.set('train', stays);
  const run = await test.startHosted(aPlan([aStep('train')]));
  const of = { run: run.id, key: 'train', attempt: 1 };
  await test.until(run.id, () => test.host.started.some(({ key }) => key === 'train'));
  await test.perform(of, 0, []);
  const began = test.deps.clock.now();
  const machine = aMachine(of, began);
  await test.store.machines.save([{ machine, version: 0 }]);
  const tell = (...told: readonly (readonly [number, string])[]) =>
    test.store.machines.tell(machine.id, {
      usage: told.map(([after, text]) => ({ at: began + after, text })),
    });
  return { test, tell, page: () => pageOf(test, run.id) };
}

async function pageOf({ get, signIn }: TestPages, run: string): Promise<string> {
  const response = await get(`/runs/${run}?step=train`, await signIn('ada'));
  return (await response.text()).replaceAll(/\s+/g, ' ');
}

test('the page of a step at work shows how busy the GPUs of its machine were last', async () => {
  const { tell, page } = await openTraining();
  await tell([1000, '3,4,24564,25;7,4,24564,25;'], [2000, '35,10240,24564,120.5;-,-,-,-;']);
  expect(await page()).toMatch(
    /<dt>GPU 0<\/dt> <dd class="num">35 %, 10 GiB of 24 GiB<\/dd>.*<dt>GPU 1<\/dt> <dd class="num">not told<\/dd>/,
  );
  expect(await page()).not.toContain('used less than');
});

test('it says so when no GPU was used for a quarter of an hour', async () => {
  const { tell, page, test } = await openTraining();
  const minutes = Array.from({ length: 17 }, (_, minute) => minute);
  await tell(...minutes.map((minute) => [minute * MINUTE, '0,4,24564,25;'] as const));
  test.pass(16 * MINUTE);
  expect(await page()).toContain('Its GPU was used less than 5 % for 16 minutes.');
});

test('what the machine told before the step began does not count, nor what nobody can read', async () => {
  const { tell, page } = await openTraining();
  await tell([-5000, '0,4,24564,25;'], [1000, 'no GPU at all']);
  expect(await page()).not.toContain('<dt>GPU 0</dt>');
});

function aMachine(attempt: AttemptId, began: number): Machine {
  return {
    id: 'mlp-01jdn5m3z8w4q2c7k9r6t1v0xy',
    attempt,
    asked: {
      gpu: { models: ['a10g'], count: 1, memoryBytes: null },
      cpu: null,
      memoryBytes: null,
      diskBytes: null,
      arch: null,
      spot: 'prefer',
      maxPrice: null,
      capacityTimeoutMs: MINUTE,
      lifeMs: 60 * MINUTE,
    },
    state: { type: 'running', runner: 7 },
    stateAt: began,
    deadlineAt: began + 60 * MINUTE,
    huntUntil: began,
    instance: null,
    missedSince: null,
    expiresAt: began + 60 * MINUTE,
    tried: [],
    noticeAt: null,
    heldUntil: null,
    deadBoots: 0,
  };
}
