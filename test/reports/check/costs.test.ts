import { expect, test } from 'vitest';
import { costOfPart, sumCosts } from '../../../app/costs/cost.ts';
import { runCheck } from '../../../app/reports/check/run-check.ts';
import { stickyComment } from '../../../app/reports/comment/sticky-comment.ts';
import { makeRunView, type RunRecord } from '../../../app/reports/view/run-view.ts';
import { LONG_RUN } from '../a-long-run.ts';
import { aPlan, aPlanStep, aStep, anAttempt } from '../build-run.ts';
import { renderMarkdown, textOf } from '../render-markdown.ts';

function report(record: RunRecord) {
  return { view: makeRunView(record), plan: record.plan, tails: new Map(), page: null };
}

const shown = (markdown: string) => textOf(renderMarkdown(markdown)).replaceAll(/\s+/g, ' ');

test('says what a run cost, part by part, step by step, and what of it nobody knows', () => {
  const attempts = [
    anAttempt('train', { status: 'succeeded' }),
    anAttempt('tune', { status: 'succeeded' }),
  ];
  const machine = sumCosts([costOfPart('machine', 1.71), costOfPart('disk', 0.126)]);
  const record = {
    ...LONG_RUN,
    plan: aPlan([aPlanStep('train'), aPlanStep('tune'), aPlanStep('data')]),
    steps: ['train', 'tune', 'data'].map((key) => aStep(key, { result: 'success' })),
    attempts,
    costs: new Map([
      ['1 train', { ...machine, paidMs: 600_000, idleMs: 90_000 }],
      ['1 tune', costOfPart('other-runner', null)],
    ]),
  };
  const summary = shown(runCheck(report(record)).summary);
  expect(summary).toContain(
    'Cost: $1.84+ · machines $1.71 · disks $0.13 · machines idle for 1m 30s · the price is not known of other runners (1)',
  );
  expect(summary).toMatch(/Tries Cost Metric/);
  expect(summary).toMatch(/train ✅ succeeded \S+ \$1\.84/);
  expect(summary).toMatch(/tune ✅ succeeded .*unknown/);
  const comment = stickyComment([report(record)], { sha: '0123456', states: [] });
  expect(shown(comment)).toContain('3/3 done · 3m 12s · $1.84+');
  const free = shown(runCheck(report({ ...record, costs: new Map() })).summary);
  expect(free).not.toMatch(/[Cc]ost/);
});
