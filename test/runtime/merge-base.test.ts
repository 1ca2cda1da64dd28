import { describe, expect, it } from 'vitest';
import { encodeManifest, manifestDigest } from '../../content/manifest/manifest.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import { aPlan, aRegressionGate, aStep } from '../support/build-plan.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { realClock } from '../support/real-clock.ts';
import { begun, failed, stays, succeeded } from '../support/script-host.ts';

const REGRESS = aRegressionGate('regress');
const PLAN = aPlan([
  aStep('evaluate', {
    metrics: { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] },
    gates: [REGRESS],
    cache: { maxAgeMs: null },
    files: [],
  }),
  aStep('deploy', { needs: ['evaluate'] }),
]);
const HOUR_MS = 3_600_000;

describe('a gate that compares with the merge base', () => {
  it('catches a regression though the rest of main failed', async () => {
    const test = await openHistory();
    test.host.acts.set('deploy', () => [begun(), failed()]);
    expect((await test.until((await test.runOf('main', 0.9)).id)).status).toBe('failed');
    expect((await test.until((await test.runOf('change', 0.8)).id)).status).toBe('rejected');
  });

  it.each([
    [0.9, 'rejected'],
    [0.7, 'succeeded'],
  ])(
    'waits while main is being measured, and is judged by that: with %d of main it %s',
    async (auc, status) => {
      const test = await openHistory();
      test.host.acts.set('evaluate', stays);
      const main = await test.runOf('main', null);
      await test.until(main.id, async () => (await test.row(main.id))?.state === 'running');
      const change = await test.runOf('change', 0.8);
      await test.until(change.id, async () => (await test.row(change.id))?.state === 'judging');
      expect((await test.row(change.id))?.reason).toContain(`waits for #${main.number}`);
      const of = { run: main.id, key: 'evaluate', attempt: 1 };
      await test.runtime.report(of, measured(auc));
      expect((await test.until(change.id)).status).toBe(status);
      expect(test.troubles).toEqual([]);
    },
  );

  it('fails after an hour; rerunning what failed takes the work from the cache and judges it again', async () => {
    const test = await openHistory();
    test.host.acts.set('evaluate', stays);
    const main = await test.runOf('main', null);
    await test.until(main.id, async () => (await test.row(main.id))?.state === 'running');
    const change = await test.runOf('change', 0.95);
    await test.until(change.id, async () => (await test.row(change.id))?.state === 'judging');
    test.pass(HOUR_MS);
    expect((await test.until(change.id)).status).toBe('rejected');
    expect((await test.row(change.id))?.reason).toContain('main is still being measured');
    await test.runtime.report({ run: main.id, key: 'evaluate', attempt: 1 }, measured(0.9));
    await test.until(main.id);
    const who = { trigger: 'local', actor: 'ada' };
    const again = await test.runtime.rerun(change.id, { type: 'failed' }, who);
    expect((await test.until(again.id)).status).toBe('succeeded');
    expect(await test.row(again.id)).toMatchObject({ cached: true, metrics: { auc: 0.95 } });
  });
});

function measured(auc: number) {
  return succeeded({ metrics: { auc } });
}

async function openHistory() {
  let shift = 0;
  const clock = { ...realClock, now: () => Date.now() + shift };
  const repository = {
    baseCommits: async ({ sha }: { readonly sha: string | null }) =>
      sha === 'change' ? ['main'] : [],
  };
  const test: TestRuntime = await openRuntime({ clock, repository });
  const empty = { format: 1, single: false, entries: [] } as const;
  await test.blobs.putBytes(encodeManifest(empty));
  const tree = manifestDigest(empty);
  return {
    ...test,
    pass: (ms: number) => void (shift += ms),
    /** A run at a commit whose evaluation gives this auc; null: it goes on as it is told. */
    runOf: (sha: string, auc: number | null) => {
      if (auc !== null) test.host.acts.set('evaluate', () => [begun(), measured(auc)]);
      return test.start(PLAN, { sha, tree: sha === 'change' ? tree : null });
    },
    row: async (run: string): Promise<StepRow | undefined> =>
      (await test.store.runs.load(run))?.steps.find(({ key }) => key === 'evaluate'),
  };
}
