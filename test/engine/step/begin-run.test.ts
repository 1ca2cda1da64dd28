import { expect, test } from 'vitest';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { DrivenRun } from '../../support/drive-run.ts';

const CACHED = { cache: { maxAgeMs: null } };

test('a run starts when its first step begins, not when it is made or its step is ordered', () => {
  const driven = DrivenRun.of([aStep('data'), aStep('train', { needs: ['data'] })]);
  expect(driven.run.header).toMatchObject({ status: 'running', startedAt: null });
  driven.start('data');
  const { at } = driven;
  driven.succeed('data');
  driven.start('train');
  expect(driven.run.header.startedAt).toBe(at);
});

test('a run starts when its first step is taken from the cache', () => {
  const driven = DrivenRun.of([aStep('data', CACHED), aStep('train', { needs: ['data'] })]);
  driven.answerCache('data', {});
  expect(driven.run.header.startedAt).toBe(driven.at);
});

test('a run that ends before any of its steps begins never started', () => {
  const group = { group: 'g', cancelInProgress: false, queue: 'one' } as const;
  const driven = new DrivenRun(aPlan([aStep('data', CACHED)], { concurrency: group }));
  driven.cancel();
  expect(driven.run.header).toMatchObject({ status: 'cancelled', startedAt: null });
});
