import { describe, expect, test } from 'vitest';
import type { PlanStep } from '../../../app/domain/plan.ts';
import { afterMerge } from '../../../app/triggers/merging/after-merge.ts';
import { aPlan, aPlanStep } from '../../reports/build-run.ts';

const MERGE: Parameters<typeof afterMerge>[1] = {
  branch: 'main',
  changed: ['src/train.py'],
  typed: [],
};

function fatesOf(steps: readonly PlanStep[], change: Partial<typeof MERGE> = {}, params = {}) {
  const plan = { ...aPlan(steps), triggers: { push: null }, paramValues: params };
  const after = afterMerge(plan, { ...MERGE, ...change });
  return after.type === 'run' ? Object.fromEntries(after.fates) : after.reason;
}

describe('what merging a commit starts', () => {
  const started = (triggers: object, changed: readonly string[] | null = MERGE.changed) => {
    const plan = { ...aPlan([aPlanStep('train')]), triggers: { ...triggers } };
    const after = afterMerge(plan, { ...MERGE, changed });
    return after.type === 'nothing' ? after.reason : after.isSure;
  };

  test.each([
    [{}, '`on` has no `push`'],
    [{ push: null }, true],
    [{ push: { branches: ['main'] } }, true],
    [{ push: { branches: ['release/**'] } }, '`on.push.branches` leaves out main'],
    [{ push: { tags: ['v*'] } }, '`on.push` names only tags'],
    [{ push: { paths: ['src/**'] } }, true],
    [{ push: { paths: ['docs/**'] } }, 'nothing that changed is what `on.push.paths` asks for'],
    [{ push: { 'paths-ignore': ['src/**'] } }, /paths-ignore/],
  ])('%j: %s', (triggers, expected) => {
    if (expected instanceof RegExp) expect(started(triggers)).toMatch(expected);
    else expect(started(triggers)).toBe(expected);
  });

  test('depends on files that nobody can list', () => {
    expect(started({ push: { paths: ['src/**'] } }, null)).toBe(false);
    expect(started({ push: null }, null)).toBe(true);
  });
});

describe('what a step does after a merge', () => {
  test.each([
    ["github.ref == 'refs/heads/main'", 'runs'],
    ["github.ref_name == 'main' && params.size == 'small'", 'runs'],
    ["github.event_name == 'pull_request'", 'left-out'],
    ["params.size == 'large'", 'left-out'],
    ["github.actor == 'ada'", 'perhaps'],
    ["steps.train.outputs.rows > 100 && github.ref == 'refs/heads/main'", 'perhaps'],
    ['run.attempt == 1', 'runs'],
    ["run.date == '2026-01-01'", 'perhaps'],
  ])('follows its condition: %s', (text, expected) => {
    const steps = [aPlanStep('train'), aPlanStep('deploy', { needs: ['train'], if: text })];
    expect(fatesOf(steps, {}, { size: 'small' })).toMatchObject({ deploy: expected });
  });

  test('is not known where it reads a param that somebody typed for this run alone', () => {
    const steps = [aPlanStep('deploy', { if: "params.size == 'small'" })];
    expect(fatesOf(steps, { typed: ['size'] }, { size: 'small' })).toEqual({ deploy: 'perhaps' });
  });

  test('follows what it waits for', () => {
    const never = aPlanStep('never', { if: 'false' });
    const unknown = aPlanStep('unknown', { if: 'steps.train.cached' });
    const after = (id: string, when: PlanStep['when'], ...needs: string[]) =>
      aPlanStep(id, { when, needs });
    const fates = fatesOf([
      aPlanStep('train'),
      never,
      unknown,
      after('all', 'all-success', 'train', 'never'),
      after('one', 'one-success', 'train', 'never'),
      after('none', 'one-success', 'never'),
      after('hope', 'one-success', 'never', 'unknown'),
      after('wait', 'all-success', 'train', 'unknown'),
      after('alarm', 'one-failed', 'train'),
      after('always', 'all-done', 'never'),
    ]);
    expect(fates).toEqual({
      train: 'runs',
      never: 'left-out',
      unknown: 'perhaps',
      all: 'left-out',
      one: 'runs',
      none: 'left-out',
      hope: 'perhaps',
      wait: 'perhaps',
      alarm: 'left-out',
      always: 'runs',
    });
  });

  test('that asks how others ended counts on nothing that fails', () => {
    const asks = (id: string, text: string, need = 'train') =>
      aPlanStep(id, { when: null, if: text, needs: [need] });
    const fates = fatesOf([
      aPlanStep('train'),
      aPlanStep('never', { if: 'false' }),
      asks('alarm', 'failure()'),
      asks('notify', 'always()'),
      asks('next', "success() && github.ref_name == 'main'"),
      asks('after', 'success()', 'never'),
    ]);
    expect(fates).toMatchObject({
      alarm: 'left-out',
      notify: 'runs',
      next: 'runs',
      after: 'perhaps',
    });
  });
});
