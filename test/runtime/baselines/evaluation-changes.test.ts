import { expect, test } from 'vitest';
import type { Json } from '../../../app/domain/json.ts';
import { evaluationChanges } from '../../../app/runtime/baselines/evaluation-changes.ts';
import { aPlan, aPlanStep, aStep } from '../../reports/build-run.ts';

const from = (step: string, output: string) => ({
  step,
  output,
  path: null,
  writable: false,
  optional: false,
});
const made = (type: 'dataset' | 'model' | 'file') =>
  ({ type, path: 'x', optional: false }) as const;
const PLAN = aPlan([
  aPlanStep('split', { outputs: { test: made('dataset') } }),
  aPlanStep('train', { files: ['src/train.py', 'src/net.py'], outputs: { model: made('model') } }),
  aPlanStep('evaluate', {
    files: ['src/evaluate.py', 'src/net.py'],
    inputs: { model: from('train', 'model'), test: from('split', 'test') },
  }),
]);
const PARTS = {
  run: 'python evaluate.py',
  files: 'sha256:a',
  'input.model': 'sha256:m at x',
  'input.test': 'sha256:t at x',
  'param.cut': '0.5',
  'runs-on': '"ubuntu-latest"',
};

async function changes(now: Json, paths: readonly string[] | null, plan = PLAN) {
  const parts = new Map<string, Json>([
    ['then', PARTS],
    ['now', now],
  ]);
  const partsOf = async (run: string, key: string) => {
    const kept = parts.get(run);
    const common = { run, key, pipeline: 'churn', at: 0, cacheKey: 'sha256:k' } as const;
    return kept === undefined ? null : { ...common, parts: kept };
  };
  const judged = plan.steps.at(-1);
  if (judged === undefined) throw new Error('There is no step.');
  const row = aStep(judged.id);
  const asked = { plan, judged, paths, now: { run: 'now', row }, was: { run: 'then', row } };
  return evaluationChanges(
    { cache: { partsOf } as Parameters<typeof evaluationChanges>[0]['cache'] },
    asked,
  );
}

test('another model, on another machine, is measured in the same way', async () => {
  const other = { ...PARTS, 'input.model': 'sha256:n at x', 'runs-on': '"big"' };
  expect(await changes(other, ['src/train.py'])).toEqual([]);
});

test('another command, param or set of test data is another measure', async () => {
  const other = {
    ...PARTS,
    run: 'python eval.py',
    'param.cut': '0.6',
    'input.test': 'sha256:u at x',
  };
  expect(await changes(other, [])).toEqual([
    'its command changed',
    'param cut: 0.5 → 0.6',
    'input test changed',
  ]);
});

test('of files those count that only the evaluation sees', async () => {
  const other = { ...PARTS, files: 'sha256:b' };
  expect(await changes(other, ['src/evaluate.py', 'src/net.py'])).toEqual(['src/evaluate.py']);
  expect(await changes(other, ['src/net.py'])).toEqual([]);
  // The other side was measured before somebody else's change.
  expect(await changes(other, ['README.md'])).toEqual(['the files it sees changed']);
  expect(await changes(other, null)).toEqual([]);
});

test('a step that makes what it measures has nothing else to be compared by', async () => {
  const plan = aPlan([aPlanStep('evaluate', { files: ['src/evaluate.py'] })]);
  const other = { ...PARTS, run: 'python eval.py', files: 'sha256:b' };
  expect(await changes(other, ['src/evaluate.py'], plan)).toEqual([]);
});

test('what comes before the model, and is no model, is data; a champion is not', async () => {
  const plan = aPlan([
    aPlanStep('prepare', { files: ['prepare.py'], outputs: { test: made('file') } }),
    aPlanStep('train', { files: ['train.py', 'model.py'], outputs: { model: made('model') } }),
    aPlanStep('evaluate', {
      files: ['evaluate.py', 'model.py'],
      inputs: {
        test: from('prepare', 'test'),
        model: from('train', 'model'),
        champion: {
          model: 'churn',
          alias: 'production',
          frozen: null,
          path: 'champion',
          writable: false,
          optional: true,
        },
      },
    }),
  ]);
  const code = { ...PARTS, files: 'sha256:b', 'input.champion': 'sha256:c at champion' };
  expect(await changes(code, ['model.py'], plan)).toEqual([]);
  const data = { ...PARTS, 'input.test': 'sha256:u at x' };
  expect(await changes(data, ['prepare.py'], plan)).toEqual(['input test changed']);
});
