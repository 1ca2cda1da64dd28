import { expect, test } from 'vitest';
import { watchedByReport } from '../../../../app/github/publish/report/watched-by-report.ts';
import type { HostedRun } from '../../../../app/domain/hosted.ts';
import type { MetricsSpec } from '../../../../app/domain/plan.ts';
import { aPlan, aStep } from '../../../support/build-plan.ts';
import { aPlace } from '../../../support/hosted.ts';
import { openRuntime } from '../../../support/open-runtime.ts';

const METRICS: MetricsSpec = {
  path: 'm.json',
  live: null,
  primary: 'auc',
  maximize: ['auc'],
  minimize: ['loss'],
};

test('a report watches what it compares with, however many gates name aliases; what nobody trusts watches nothing', async () => {
  const { start, store } = await openRuntime();
  const gates = Array.from({ length: 3000 }, (_, at) => ({
    id: `g${at}`,
    metric: 'auc',
    severity: 'fail' as const,
    test: {
      type: 'baseline' as const,
      baseline: { type: 'alias' as const, model: 'm', alias: `a${at}` },
      goal: 'maximize' as const,
      tolerance: { type: 'absolute' as const, amount: 0 },
      ifMissing: 'pass' as const,
    },
  }));
  const step = aStep('evaluate', { metrics: METRICS, gates });
  const watchedOf = async (trust: HostedRun['trust']) => {
    const hosted = aPlace(1, { trust });
    const { id } = await start(aPlan([step]), { sha: 'a', ref: 'refs/heads/topic', hosted });
    const header = await store.runs.header(id);
    if (header === null) throw new Error('The run is gone.');
    return watchedByReport(header, step, []);
  };
  expect((await watchedOf('writer')).length).toBeLessThanOrEqual(4);
  expect(await watchedOf('untrusted')).toEqual([]);
});
