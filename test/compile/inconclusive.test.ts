import { expect, test } from 'vitest';
import { planOf } from '../support/compile-text.ts';

const judging = (id: string, gate = '', rest = '') => `
  ${id}:
    run: ./evaluate.sh
    metrics: { path: m.json, maximize: [auc] }
    report: { examples: { path: p.csv, id: id, metrics: { auc: { auc: [label, score] } } } }
    gates:
      sure: { metric: auc, baseline: merge-base, tolerance: 1%${gate} }
      good: { metric: auc, op: ">=", value: 0.5 }
    ${rest}`;
const TRAIN = `
  train:
    run: ./train.sh
    outputs: { model: { type: model, path: model.bin } }`;
const register = (alias = '') => `
  register:
    needs: [evaluate]
    register: { model: churn, from: train.model, metrics: evaluate${alias} }`;
const RELEASE = `
  release:
    needs: [register]
    promote: { from: register, alias: production }`;

/** What each step's gate that must be sure does where nobody can tell. */
function inconclusive(...steps: readonly string[]): Readonly<Record<string, string>> {
  const found = planOf(`name: test\nsteps:${steps.join('')}`).steps.flatMap(({ id, gates }) =>
    gates.flatMap(({ test: asked }) =>
      asked.type === 'baseline' ? [[id, asked.bound?.onInconclusive ?? 'no bound'] as const] : [],
    ),
  );
  return Object.fromEntries(found);
}

test('what nobody can tell only warns where no promotion follows', () => {
  expect(inconclusive(judging('evaluate'))).toEqual({ evaluate: 'warn' });
  expect(inconclusive(TRAIN, judging('evaluate'), register())).toEqual({ evaluate: 'warn' });
});

test('it fails before a promotion, however many steps lie between, and neither beside nor after it', () => {
  const between = `
  evaluate:
    needs: [first]
    run: "true"
    metrics: n.json`;
  const released = [TRAIN, between, register(), RELEASE];
  const first = judging('first');
  expect(inconclusive(first, ...released)).toEqual({ first: 'fail' });
  const start = `
  first:
    run: "true"`;
  for (const needs of ['first', 'release']) {
    const beside = judging('beside', '', `needs: [${needs}]`);
    expect(inconclusive(start, ...released, beside)).toEqual({ beside: 'warn' });
  }
});

test('it fails before a registration that moves an alias, and in a step that promotes by itself', () => {
  const aliased = register(', alias: candidate');
  expect(inconclusive(TRAIN, judging('evaluate'), aliased)).toEqual({ evaluate: 'fail' });
  const evaluate = `
  evaluate:
    run: "true"
    metrics: n.json`;
  const own = 'needs: [register]\n    promote: { from: register, alias: production }';
  const steps = [TRAIN, evaluate, register(), judging('smoke', '', own)];
  expect(inconclusive(...steps)).toEqual({ smoke: 'fail' });
});

test('what the file says stands', () => {
  const before = (gate: string) =>
    inconclusive(TRAIN, judging('evaluate', gate), register(), RELEASE);
  expect(before(', on-inconclusive: warn')).toEqual({ evaluate: 'warn' });
  expect(before(', on-inconclusive: fail')).toEqual({ evaluate: 'fail' });
  expect(inconclusive(judging('evaluate', ', on-inconclusive: fail'))).toEqual({
    evaluate: 'fail',
  });
});

test('a step that hands its work on by an input is before what follows from that, too', () => {
  const publish = `
  publish:
    inputs: { checked: evaluate.checked }
    run: ./publish.sh
    outputs: { model: { type: model, path: model.bin } }
  register:
    register: { model: churn, from: publish.model, alias: production }`;
  const checked = 'outputs: { checked: { type: file, path: checked.txt } }';
  expect(inconclusive(judging('evaluate', '', checked), publish)).toEqual({ evaluate: 'fail' });
});

test('a gate of a metric that the examples say nothing of is never inconclusive', () => {
  const bare = judging('evaluate').replace('metrics: { auc: {', 'metrics: { other: {');
  expect(inconclusive(TRAIN, bare, register(), RELEASE)).toEqual({ evaluate: 'no bound' });
});
