import { describe, expect, onTestFinished, test } from 'vitest';
import { aPlan, aRegressionGate, aStep } from '../../support/build-plan.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { realClock } from '../../support/real-clock.ts';
import { begun, failed, stays, succeeded } from '../../support/script-host.ts';
import { waitUntil } from '../../support/wait-until.ts';

const HOUR_MS = 3_600_000;
const METRICS = { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] };
const PLAN = aPlan([aStep('evaluate', { metrics: METRICS, gates: [aRegressionGate('regress')] })]);

/** A run of the commit that gates are held against, which is being measured, and a run of a change of it. */
async function change() {
  let shift = 0;
  const clock = { ...realClock, now: () => Date.now() + shift };
  const repository = {
    baseCommits: async ({ sha }: { readonly sha: string | null }) =>
      sha === 'change' ? ['main'] : [],
  };
  const opened = await openRuntime({ clock, repository });
  const { store, host, start, until, runtime, work } = opened;
  onTestFinished(() => store.close());
  const row = async (run: string) =>
    (await store.runs.load(run))?.steps.find(({ key }) => key === 'evaluate');
  host.acts.set('evaluate', stays);
  const { id: base } = await start(PLAN, { sha: 'main' });
  await until(base, async () => (await row(base))?.state === 'running');
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.9 } })]);
  const { id } = await start(PLAN, { sha: 'change' });
  await until(id, async () => (await row(id))?.state === 'judging');
  return {
    later: (ms: number) => void (shift += ms),
    /** What it waits for, once it has looked at its baseline. */
    waits: async () => {
      const { stop } = work();
      const [pending] = await waitUntil(async () => {
        const all = await store.outbox.pending(id);
        return all.some(({ error }) => error !== null) && all;
      });
      await stop();
      return pending?.error;
    },
    measured: (report: ReturnType<typeof succeeded>) =>
      runtime.report({ run: base, key: 'evaluate', attempt: 1 }, report),
    end: async () => {
      const { status } = await until(id);
      return { status, gate: (await row(id))?.gates?.[0] };
    },
  };
}

describe('a gate whose baseline is being measured', () => {
  test.each([
    [0.8, 'pass', 'succeeded'],
    [0.95, 'fail', 'rejected'],
  ])('waits for it, and is held against %d once it is there', async (auc, verdict, status) => {
    const { waits, measured, end } = await change();
    expect(await waits()).toBe('a baseline is being measured');
    await measured(succeeded({ metrics: { auc } }));
    expect(await end()).toMatchObject({ status, gate: { verdict, threshold: auc } });
  });

  test('is held against none where that fails', async () => {
    const { waits, measured, end } = await change();
    expect(await waits()).toBe('a baseline is being measured');
    await measured(failed());
    expect(await end()).toMatchObject({ status: 'succeeded', gate: { verdict: 'no-baseline' } });
  });

  test('waits for it an hour and no longer: then it says that it is still being measured', async () => {
    const { waits, later, end } = await change();
    expect(await waits()).toBe('a baseline is being measured');
    later(HOUR_MS);
    const { gate } = await end();
    expect(JSON.stringify(gate)).toContain('still being measured');
  });
});
