import type { RunRecord } from '../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep, anAttempt, T0 } from './build-run.ts';

const digest = (char: string): `sha256:${string}` => `sha256:${char.repeat(64)}`;
const metrics = {
  path: 'metrics.json',
  live: null,
  primary: 'auc',
  maximize: ['auc'],
  minimize: ['loss'],
};
const over = (result: 'success' | 'failure' | 'rejected' | 'skipped') =>
  ({ state: 'over', result }) as const;
const from = (start: number, end: number) => ({ startedAt: T0 + start, endedAt: T0 + end });

export const LONG_PLAN = aPlan([
  aPlanStep('data', { kind: 'ingest' }),
  aPlanStep('train', { kind: 'train', needs: ['data'], metrics }),
  aPlanStep('sweep', { needs: ['data'], metrics }),
  aPlanStep('evaluate', { kind: 'evaluate', needs: ['train'], metrics }),
  aPlanStep('deploy', { needs: ['evaluate'], if: "github.ref == 'refs/heads/main'" }),
]);

/** A run in which nearly everything happens: a cache hit, a retry, a failed cell, a gate that rejects, a skip. */
export const LONG_RUN: RunRecord = {
  plan: LONG_PLAN,
  header: aHeader({ status: 'failed', dirty: true, endedAt: T0 + 192_000 }),
  steps: [
    aStep('data', {
      ...over('success'),
      cached: true,
      reason: 'nothing that it reads has changed since #11',
      artifacts: {
        train: {
          digest: digest('b'),
          type: 'dataset',
          path: 'data/train',
          size: 3_565_158,
          files: 12,
        },
      },
    }),
    aStep('train', {
      ...over('success'),
      ...from(0, 185_000),
      order: 1,
      metrics: { auc: 0.912_345, loss: 0.21 },
      artifacts: {
        model: { digest: digest('c'), type: 'model', path: 'model', size: 900, files: 1 },
      },
    }),
    aStep('sweep', { ...over('failure'), order: 2, role: 'group', reason: '1 of 2 cells failed' }),
    aStep('sweep[seed=1]', {
      ...over('success'),
      ...from(0, 2000),
      order: 3,
      role: 'cell',
      cell: { seed: 1 },
      metrics: { auc: 0.8 },
    }),
    aStep('sweep[seed=2]', {
      ...over('failure'),
      ...from(0, 1500),
      order: 4,
      role: 'cell',
      cell: { seed: 2 },
    }),
    aStep('evaluate', {
      ...over('rejected'),
      ...from(185_000, 192_000),
      order: 5,
      reason: 'rejected by quality',
      metrics: { auc: 0.81 },
      gates: [
        {
          id: 'quality',
          metric: 'auc',
          op: '>=',
          value: 0.81,
          threshold: 0.85,
          verdict: 'fail',
          message: 'auc 0.81: must be at least 0.85',
        },
        {
          id: 'latency',
          metric: 'p95_ms',
          op: '<=',
          value: 31,
          threshold: 50,
          verdict: 'pass',
          message: 'p95_ms 31: must be at most 50',
        },
        {
          id: 'regress',
          metric: 'auc',
          op: '>=',
          value: 0.81,
          threshold: null,
          verdict: 'no-baseline',
          message: 'auc 0.81: there is no merge-base yet',
        },
      ],
    }),
    aStep('deploy', { ...over('skipped'), order: 6, reason: 'evaluate was rejected' }),
  ],
  attempts: [
    anAttempt('train', {
      status: 'failed',
      class: 'exit-code',
      exitCode: 75,
      ...from(0, 60_000),
      workLostMs: 8000,
    }),
    anAttempt('train', { number: 2, ...from(70_000, 185_000), resumedFrom: digest('e') }),
    anAttempt('sweep[seed=1]'),
    anAttempt('sweep[seed=2]', {
      status: 'failed',
      class: 'oom',
      exitCode: null,
      signal: 'SIGKILL',
      message: 'It needed more memory than there is. Give it more: resources.memory.',
      ...from(0, 1500),
    }),
    anAttempt('evaluate', from(185_000, 192_000)),
  ],
  models: [],
  aliases: [],
};
