import { describe, expect, test } from 'vitest';
import type { Json } from '../../../app/domain/json.ts';
import { fileRule, isSelected } from '../../../text/globs/file-rule.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { aHeader } from '../../support/rows.ts';
import type { RegisterSpec } from '../../../app/domain/plan.ts';
import { judgedIn } from '../../../app/runtime/baselines/why-otherwise.ts';
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

/** Undefined: it is not known of what it was made. */
type Made = { readonly now: Json | undefined; readonly was: Json | undefined };

function changes(now: Json, paths: readonly string[] | null, plan = PLAN, old?: typeof PLAN) {
  return between({ now, was: PARTS }, paths, plan, old);
}

async function between(
  { now: after, was: before }: Made,
  paths: readonly string[] | null,
  plan = PLAN,
  old: typeof PLAN | null = null,
) {
  const parts = new Map([
    ['then', before],
    ['now', after],
  ]);
  const partsOf = async (run: string, key: string) => {
    const kept = parts.get(run);
    const common = { run, key, pipeline: 'churn', at: 0, cacheKey: 'sha256:k' } as const;
    return kept === undefined ? null : { ...common, parts: kept };
  };
  const judged = plan.steps.at(-1);
  if (judged === undefined) throw new Error('There is no step.');
  const row = aStep(judged.id);
  const [now, was] = ['now', 'then'].map((id) => ({ header: aHeader({ id }), row }));
  const changedFiles = {
    between: async (_now: RunHeader, _was: RunHeader, globs: readonly string[]) =>
      paths === null ? null : paths.filter((path) => isSelected(path, globs.map(fileRule))),
  };
  const store = { cache: { partsOf } } as unknown as Parameters<
    typeof evaluationChanges
  >[0]['store'];
  const asked = { plan, judged, before: judgedIn(old, judged), now: now!, was: was! };
  return evaluationChanges({ store, changedFiles }, asked);
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

test.each(['env.CUT', 'requirements', 'python', 'container'])(
  'another %s is another measure',
  async (name) => {
    const [was, now] = [
      { ...PARTS, [name]: 'one' },
      { ...PARTS, [name]: 'two' },
    ];
    expect(await between({ now, was }, [])).toHaveLength(1);
  },
);

test('where it is not kept what the earlier was made of nothing is said of it', async () => {
  const other = { ...PARTS, run: 'python eval.py', files: 'sha256:b' };
  const paths = ['src/evaluate.py'];
  expect(await between({ now: other, was: undefined }, paths)).toEqual([]);
  expect(await between({ now: undefined, was: undefined }, paths)).toEqual([]);
});

test('a change that turns the cache off, so that nobody knows what is measured, is measured differently', async () => {
  expect(await between({ now: undefined, was: PARTS }, [])).toEqual([
    'nobody knows what it was made of',
  ]);
});

test('what is kept in a form that is not known is not compared', async () => {
  expect(await between({ now: null, was: null }, [])).toEqual([]);
  const [was, now] = [
    { ...PARTS, 'param.x': 1 },
    { ...PARTS, 'param.x': 2 },
  ];
  expect(await between({ now, was }, [])).toEqual([]);
});

test('files that changed are told, and whatever else did beside them', async () => {
  const other = { ...PARTS, files: 'sha256:b', run: 'python eval.py' };
  expect(await changes(other, ['src/evaluate.py'])).toEqual([
    'src/evaluate.py',
    'its command changed',
  ]);
});

test('what it is given no more was another measure', async () => {
  const was = { ...PARTS, 'input.truth': 'sha256:g at x' };
  expect(await between({ now: PARTS, was }, [])).toEqual([expect.stringContaining('input truth')]);
});

test('a step that names no files, or whose model’s maker does not, is not compared by them', async () => {
  const other = { ...PARTS, files: 'sha256:b' };
  const [split, train, evaluate] = PLAN.steps;
  if (split === undefined || train === undefined || evaluate === undefined) throw new Error();
  const all = aPlan([split, train, { ...evaluate, files: null }]);
  expect(await changes(other, ['src/evaluate.py'], all)).toEqual([]);
  const maker = aPlan([split, { ...train, files: null }, evaluate]);
  expect(await changes(other, ['src/evaluate.py'], maker)).toEqual([]);
});

describe('a model that is registered before it is judged', () => {
  const judge = (source: RegisterSpec['from']) =>
    aPlan([
      aPlanStep('train', { files: ['train.py', 'net.py'], outputs: { model: made('model') } }),
      aPlanStep('evaluate', { files: ['evaluate.py'], inputs: { given: from('train', 'model') } }),
      aPlanStep('publish', {
        action: {
          type: 'register',
          register: { model: 'churn', from: source, metrics: null, alias: null },
        },
        outputs: { model: made('model') },
      }),
      aPlanStep('judge', {
        files: ['judge.py', 'net.py'],
        inputs: { model: from('publish', 'model') },
      }),
    ]);
  const other = { ...PARTS, files: 'sha256:b', 'input.model': 'sha256:n at x' };

  test.each([
    ['as it was made', { type: 'output', step: 'train', name: 'model' }],
    ['as another step was given it', { type: 'input', step: 'evaluate', name: 'given' }],
  ] as const)('%s is of the step that made it', async (_, source) => {
    const plan = judge(source);
    expect(await changes(other, ['judge.py', 'net.py'], plan)).toEqual(['judge.py']);
  });
});

test('what comes with the model is of the model, unless it is typed as data', async () => {
  const plan = aPlan([
    aPlanStep('train', {
      files: ['train.py'],
      outputs: { model: made('model'), words: made('file'), held: made('dataset') },
    }),
    aPlanStep('predict', {
      inputs: { model: from('train', 'model') },
      outputs: { answers: made('file') },
    }),
    aPlanStep('evaluate', {
      files: ['evaluate.py'],
      inputs: {
        model: from('train', 'model'),
        words: from('train', 'words'),
        answers: from('predict', 'answers'),
        held: from('train', 'held'),
      },
    }),
  ]);
  const retrained = { 'input.words': 'sha256:w at x', 'input.answers': 'sha256:a at x' };
  expect(await changes({ ...PARTS, ...retrained }, [], plan)).toEqual([]);
  const other = { ...PARTS, ...retrained, 'input.held': 'sha256:h at x' };
  expect(await changes(other, [], plan)).toEqual(['input held is new']);
});

describe('a change that says itself what is the model’s', () => {
  const [split, train, evaluate] = PLAN.steps;
  if (split === undefined || train === undefined || evaluate === undefined) throw new Error();
  const easier = { ...PARTS, 'input.test': 'sha256:u at x' };
  const files = { ...PARTS, files: 'sha256:b' };

  test('may take the type of the model away, and its data are looked at all the same', async () => {
    const untyped = aPlan([split, { ...train, outputs: { model: made('file') } }, evaluate]);
    expect(await changes(easier, [], untyped)).toEqual([]);
    expect(await changes(easier, [], untyped, PLAN)).toEqual(['input test changed']);
    const retrained = { ...PARTS, 'input.model': 'sha256:n at x' };
    expect(await changes(retrained, [], untyped, PLAN)).toEqual([]);
  });

  test('may have the training make the test data, which are data all the same', async () => {
    const outputs = { ...train.outputs, test: made('file') };
    const inputs = { ...evaluate.inputs, test: from('train', 'test') };
    const rerouted = aPlan([split, { ...train, outputs }, { ...evaluate, inputs }]);
    expect(await changes(easier, [], rerouted)).toEqual([]);
    expect(await changes(easier, [], rerouted, PLAN)).toEqual(['input test changed']);
  });

  test('may name no files any more, or those of the evaluation as the training’s', async () => {
    const plans = [
      aPlan([split, { ...train, files: null }, evaluate]),
      aPlan([split, train, { ...evaluate, files: null }]),
      aPlan([split, { ...train, files: ['src'] }, evaluate]),
    ];
    for (const plan of plans) {
      expect(await changes(files, ['src/evaluate.py'], plan)).toEqual([]);
      expect(await changes(files, ['src/evaluate.py'], plan, PLAN)).toEqual(['src/evaluate.py']);
    }
  });

  test('may add a file that both see, and an input that is of the model', async () => {
    const more = aPlan([
      split,
      {
        ...train,
        files: [...(train.files ?? []), 'src/more.py'],
        outputs: { ...train.outputs, words: made('file') },
      },
      {
        ...evaluate,
        files: [...(evaluate.files ?? []), 'src/more.py'],
        inputs: { ...evaluate.inputs, words: from('train', 'words') },
      },
    ]);
    const now = { ...files, 'input.words': 'sha256:w at x' };
    expect(await changes(now, ['src/more.py'], more, PLAN)).toEqual([]);
  });
});
