import { expect, test } from 'vitest';
import { commentHead } from '../../../app/reports/comment/comment-head.ts';
import { lineText } from '../../../app/reports/layout/line.ts';
import { headOf } from '../../../app/reports/report/report-words.ts';
import type { Change, Claim, Report, ReportedMetric } from '../../../app/reports/report/report.ts';
import { reportHead } from '../../../app/reports/terminal/report-head.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import type { Leakage } from '../../../evaluation/leakage.ts';
import { aHeader, aPlan, aPlanStep } from '../build-run.ts';

const sure = (claim: Claim): Change => ({
  value: 0.9,
  change: 0.02,
  interval: { low: 0.01, high: 0.03 },
  claim,
});

const metric = (name: string, claim: Claim): ReportedMetric => ({
  name,
  goal: 'up',
  isPrimary: name === 'auc',
  isGated: false,
  value: 0.92,
  interval: null,
  against: { main: sure(claim) },
});

const slice = (name: string, claim: Claim) => ({
  by: { segment: name },
  n: 500,
  metrics: [{ ...metric('auc', claim), value: 0.92 }],
});

const side = {
  name: 'main',
  is: 'merge-base',
  run: null,
  version: null,
  found: { type: 'measured', metrics: {} },
} as const;

function reportOf(auc: Claim, part: Partial<Report> = {}): Report {
  const { metrics = [], ...rest } = part;
  return { step: 'evaluate', sides: [side], metrics: [metric('auc', auc), ...metrics], ...rest };
}

const leak = (part: Partial<Extract<Leakage, { type: 'checked' }>>): Leakage => ({
  type: 'checked',
  input: 'train.data',
  column: 'id',
  by: 'id',
  test: 400,
  shared: 0,
  older: null,
  ...part,
});

const butOf = (...given: Parameters<typeof reportOf>) =>
  headOf(reportOf(...given))?.standings[0]?.but;

const RECALL = { metrics: [metric('recall', 'worse'), metric('f1', 'better')] };
const SLICES = { slices: [slice('a', 'worse'), slice('b', 'better')] };

test.each([
  ['better', RECALL, ['worse in recall']],
  ['no-detectable-change', RECALL, ['worse in recall']],
  [
    'better',
    { metrics: ['b', 'c', 'd', 'e'].map((name) => metric(name, 'worse')) },
    ['worse in b, c, d, 1 more'],
  ],
  ['better', SLICES, ['worse in 1 of 2 slices']],
  ['better', { ...RECALL, ...SLICES }, ['worse in recall', 'worse in 1 of 2 slices']],
  ['better', { leakage: [leak({ shared: 100 })] }, ['some of its test is in its training data']],
  [
    'better',
    { leakage: [leak({ older: { examples: 3, of: 400 } })] },
    ['some of its test is older than its training data'],
  ],
  ['better', { leakage: [leak({ older: { examples: 0, of: 400 } })] }, []],
  ['better', { metrics: [metric('f1', 'better')] }, []],
  ['worse', { ...RECALL, ...SLICES }, []],
] as const)('%s is told with what speaks against it: %j', (claim, part, but) => {
  expect(butOf(claim, part)).toEqual(but);
});

test('what another side says does not count, nor what was measured differently', () => {
  const other = { ...metric('recall', 'better'), against: { 'm@prod': sure('worse') } };
  expect(butOf('better', { metrics: [other] })).toEqual([]);
  const sides = [{ ...side, otherwise: ['evaluate.py'] }];
  expect(butOf('cannot-tell', { ...RECALL, sides })).toEqual([]);
});

test('a comment has it in its heading, and no mark that all is well', () => {
  const plan = aPlan([aPlanStep('evaluate')]);
  const header = aHeader({ status: 'succeeded', endedAt: Date.UTC(2026, 2, 1, 10) });
  const view = makeRunView({ plan, header, steps: [], attempts: [], models: [], aliases: [] });
  const headingOf = (report: Report) =>
    commentHead({ view, plan, page: null, tails: new Map(), report }).split('\n')[0];
  expect(headingOf(reportOf('better', RECALL))).toMatch(/^### ⚠️ .*, but worse in recall$/);
  expect(headingOf(reportOf('better'))).toMatch(/^### ✅ .*\)$/);
});

test('a terminal has it below the number, whatever its width', () => {
  const told = (width: number) => reportHead(reportOf('better', RECALL), width).map(lineText);
  expect(told(200)).toContain('  but worse in recall');
  expect(told(40)).toContain('  but worse in recall');
});
