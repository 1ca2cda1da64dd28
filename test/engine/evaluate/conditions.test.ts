import { expect, test } from 'vitest';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { TriggerRule } from '../../../app/domain/statuses.ts';
import { aGate, aPlan, aRequest, aStep } from '../../support/build-plan.ts';
import { DrivenRun } from '../../support/drive-run.ts';

const RESULTS = ['success', 'failure', 'rejected', 'skipped', 'cancelled'] as const;
type Result = (typeof RESULTS)[number];

/** What becomes of a step below one that ended so: 1 it starts, 0 it is skipped. Columns as in RESULTS. */
const RULES: Readonly<Record<TriggerRule, string>> = {
  'all-success': '10000',
  'all-done': '11111',
  'all-failed': '01100',
  'one-success': '10000',
  'one-failed': '01100',
  'none-failed': '10011',
  'none-failed-min-one-success': '10000',
};
const CONDITIONS: Readonly<Record<string, string>> = {
  'always()': '11111',
  'success()': '10000',
  'failure()': '01100',
  'cancelled()': '00001',
  '!cancelled()': '11110',
  '!failure()': '10011',
  'success() || failure()': '11100',
  "steps.n0.result == 'rejected' && always()": '00100',
};

const expected = (marks: string): Record<Result, string> =>
  Object.fromEntries(
    RESULTS.map((result, at) => [result, marks[at] === '1' ? 'starting' : 'skipped']),
  ) as Record<Result, string>;

test.each(Object.entries(RULES))('`when: %s` over one need: %s', (rule, marks) => {
  const below = { when: rule as TriggerRule };
  const found = Object.fromEntries(RESULTS.map((result) => [result, becomes(below, [result])]));
  expect(found).toEqual(expected(marks));
});

test.each(Object.entries(CONDITIONS))('`if: %s` over one need: %s', (condition, marks) => {
  const below = { when: null, if: condition };
  const found = Object.fromEntries(RESULTS.map((result) => [result, becomes(below, [result])]));
  expect(found).toEqual(expected(marks));
});

/** Over two needs: the rule, how they ended, and whether the step starts. */
const PAIRS: readonly (readonly [TriggerRule, Result, Result, 0 | 1])[] = [
  ['all-success', 'success', 'success', 1],
  ['all-success', 'success', 'skipped', 0],
  ['all-failed', 'failure', 'rejected', 1],
  ['all-failed', 'failure', 'skipped', 0],
  ['one-success', 'failure', 'success', 1],
  ['one-success', 'failure', 'skipped', 0],
  ['one-failed', 'skipped', 'rejected', 1],
  ['one-failed', 'cancelled', 'success', 0],
  ['none-failed', 'success', 'skipped', 1],
  ['none-failed', 'success', 'rejected', 0],
  ['none-failed-min-one-success', 'skipped', 'success', 1],
  ['none-failed-min-one-success', 'skipped', 'skipped', 0],
  ['none-failed-min-one-success', 'failure', 'success', 0],
  ['all-done', 'cancelled', 'failure', 1],
];

test.each(PAIRS)('`when: %s` over a need %s and a need %s: %i', (when, first, second, starts) => {
  expect(becomes({ when }, [first, second])).toBe(starts === 1 ? 'starting' : 'skipped');
});

test('below a failure that is tolerated a step goes on as after a success, and failure() is false', () => {
  const run = DrivenRun.of([
    aStep('flaky', { continueOnError: true }),
    aStep('next', { needs: ['flaky'] }),
    aStep('alarm', { needs: ['flaky'], when: null, if: 'failure()' }),
  ]);
  run.fail('flaky');
  expect(run.stateOf('flaky')).toBe('failure');
  expect(run.stateOf('next')).toBe('starting');
  expect(run.stateOf('alarm')).toBe('skipped');
});

test('failure() looks at every step above, not only at the direct needs', () => {
  const run = DrivenRun.of([
    aStep('top'),
    aStep('middle', { needs: ['top'] }),
    aStep('alarm', { needs: ['middle'], when: null, if: 'failure()' }),
    aStep('calm', { needs: ['middle'], when: null, if: 'success()' }),
  ]);
  run.fail('top');
  expect(run.stateOf('middle')).toBe('skipped');
  expect(run.stateOf('alarm')).toBe('starting');
  expect(run.stateOf('calm')).toBe('skipped');
});

test('`when` and then `if` must both hold, and the reason of a skip names the one that does not', () => {
  const run = DrivenRun.of([
    aStep('data'),
    aStep('other', { needs: ['data'], if: "github.ref == 'refs/heads/other'" }),
    aStep('after', { needs: ['other'] }),
  ]);
  run.succeed('data');
  expect(run.row('other').reason).toBe("`if: github.ref == 'refs/heads/other'` does not hold");
  expect(run.row('after').reason).toBe('other was skipped');
});

test('a rule that is written is named beside how the needs ended, of many the first', () => {
  const ids = ['a', 'b', 'c', 'd'];
  const last = aStep('last', { needs: ids, when: 'all-failed' });
  const run = DrivenRun.of([...ids.map((id) => aStep(id)), last]);
  for (const id of ids) run.succeed(id);
  expect(run.row('last').reason).toBe(
    '`when: all-failed` does not hold: a succeeded, b succeeded, c succeeded, 1 more',
  );
});

test('an `if` that cannot be evaluated fails its step with the message', () => {
  const run = DrivenRun.of([
    aStep('data'),
    aStep('deploy', { needs: ['data'], if: 'github.nothing == 1' }),
  ]);
  run.succeed('data');
  expect(run.stateOf('deploy')).toBe('failure');
  expect(run.row('deploy').reason).toContain('github.nothing');
});

test('after a cancel only a step that calls always() or cancelled() starts', () => {
  const run = DrivenRun.of([
    aStep('data'),
    ...['always()', 'cancelled()', '!cancelled()', 'failure()', 'success()'].map((text, at) =>
      aStep(`n${at}`, { needs: ['data'], when: null, if: text }),
    ),
    aStep('plain', { needs: ['data'], when: 'all-done' }),
  ]);
  run.cancel();
  run.end('data', { status: 'cancelled' });
  const ids = ['data', 'n0', 'n1', 'n2', 'n3', 'n4', 'plain'];
  expect(ids.map((id) => run.stateOf(id))).toEqual([
    'cancelled',
    'starting',
    'starting',
    'cancelled',
    'cancelled',
    'cancelled',
    'cancelled',
  ]);
});

/** What becomes of a step with needs that ended so. */
function becomes(below: Partial<PlanStep>, results: readonly Result[]): string {
  const needs = results.map((_, at) => `n${at}`);
  const exclude = Object.fromEntries(
    needs.flatMap((id, at) => (results[at] === 'skipped' ? [[id, 'left out']] : [])),
  );
  const steps = [
    aStep('first'),
    ...needs.map((id) => aStep(id, { needs: ['first'], gates: [aGate('auc')] })),
    aStep('below', { needs, ...below }),
  ];
  const options = { ...aRequest().options, exclude };
  const run = new DrivenRun(aPlan(steps), aRequest({ options }));
  run.succeed('first');
  for (const [at, id] of needs.entries()) end(run, id, results[at] ?? 'success');
  return run.stateOf('below');
}

function end(run: DrivenRun, id: string, result: Result): void {
  if (result === 'success') run.succeed(id, { metrics: { auc: 0.9 } });
  if (result === 'rejected') run.succeed(id, { metrics: { auc: 0.1 } });
  if (result === 'failure') run.fail(id);
  if (result === 'cancelled') run.end(id, { status: 'cancelled' });
  expect(run.stateOf(id)).toBe(result);
}
