import { describe, expect, test } from 'vitest';
import type { RunHeader, StepRow } from '../../../app/domain/run/run.ts';
import { resultLine } from '../../../app/reports/answer/result-line.ts';
import { makeReport } from '../../../app/reports/report/make-report.ts';
import type { Side } from '../../../app/reports/report/report.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep, T0 } from '../build-run.ts';
import { HOSTILE } from '../hostile-texts.ts';

const METRICS = { path: 'm.json', live: null, primary: 'auc', maximize: ['auc'], minimize: [] };
const PLAN = aPlan([aPlanStep('train', { metrics: METRICS })]);
const sure = (auc: number) => ({ auc, 'auc.low': auc - 0.001, 'auc.high': auc + 0.001 });

type Told = {
  readonly header?: Partial<RunHeader>;
  readonly step?: Partial<StepRow>;
  readonly before?: Readonly<Record<string, number>> | null;
  readonly page?: string | null;
  readonly side?: string;
};

function lineOf({ header, step, before = sure(0.9), page = 'https://a.b/r', side = 'main' }: Told) {
  const record = {
    plan: PLAN,
    header: aHeader({ status: 'succeeded', endedAt: T0 + 4_260_000, ...header }),
    steps: [aStep('train', { state: 'over', result: 'success', metrics: sure(0.91), ...step })],
    attempts: [],
    models: [],
    aliases: [],
  };
  const view = makeRunView(record);
  const found: Side['found'] =
    before === null ? { type: 'never' } : { type: 'measured', metrics: before };
  const main = { name: side, is: 'merge-base', run: null, version: null, found } as const;
  const [train] = view.steps;
  const report = train === undefined ? null : makeReport(train, PLAN, [main]);
  return resultLine({ view, plan: PLAN, tails: new Map(), report, page });
}

const NAME = '**[churn #12](https://a.b/r)**';

describe('what a run came to, in one line', () => {
  test.each<readonly [string, Told, string]>([
    [
      'better',
      {},
      `✅ ${NAME} · better than <code>main</code>: **auc 0.91** (+0.01, 95 % +0.0086 … +0.0114) in 1h 11m`,
    ],
    [
      'worse',
      { before: sure(0.92) },
      `❌ ${NAME} · worse than <code>main</code>: **auc 0.91** (−0.01, 95 % −0.0114 … −0.0086) in 1h 11m`,
    ],
    [
      'within noise',
      { before: sure(0.909) },
      `⚪ ${NAME} · no detectable change from <code>main</code>: **auc 0.91** (+0.001, 95 % −0.0004 … +0.0024) in 1h 11m`,
    ],
    [
      'of unknown noise',
      { before: { auc: 0.9 } },
      `⚪ ${NAME} · cannot tell against <code>main</code>: **auc 0.91** (+0.01, noise not known) in 1h 11m`,
    ],
    ['with nothing to compare with', { before: null }, `✅ ${NAME} · auc 0.91 · 1h 11m`],
    [
      'rejected',
      { header: { status: 'rejected' }, step: { result: 'rejected' }, before: sure(0.92) },
      `❌ ${NAME} · rejected, worse than <code>main</code>: **auc 0.91** (−0.01, 95 % −0.0114 … −0.0086) in 1h 11m`,
    ],
    [
      'failed',
      { header: { status: 'failed' }, step: { result: 'failure', metrics: {} } },
      `❌ ${NAME} · failed&#58; train · 1h 11m`,
    ],
    [
      'without a page',
      { before: null, page: null, header: { attempt: 2 } },
      '✅ **churn #12.2** · auc 0.91 · 1h 11m',
    ],
  ])('%s', (_, told, line) => {
    expect(lineOf(told)).toBe(line);
  });

  test.each(HOSTILE)('is one line that mentions nobody, whatever names say: %s', (_, hostile) => {
    const failed = lineOf({
      header: { status: 'failed' },
      step: { key: hostile, stepId: hostile, result: 'failure', metrics: {} },
    });
    for (const line of [failed, lineOf({ side: hostile })]) {
      expect(line).not.toMatch(/[\n\r]/);
      expect(line.replaceAll(/<\/?code>/g, '')).not.toMatch(/[<>@`]/);
    }
  });
});
