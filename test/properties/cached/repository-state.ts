import { constantFrom, nat, oneof, record, type Arbitrary } from 'fast-check';

/** What a repository holds that a run reads: few values each, so that random edits come back to what was before. */
export type RepositoryState = {
  readonly rows: 'few' | 'many' | 'none';
  readonly dataScript: 'plain' | 'sorted';
  readonly trainScript: 'first' | 'second';
  /** A file that no step declares. */
  readonly notes: 'a' | 'b';
  readonly metrics: 'out/metrics.json' | 'out/other.json';
  readonly output: 'model' | 'weights';
  readonly type: 'model' | 'file';
  readonly path: 'out/model.bin' | 'out/copy.bin';
  readonly plots: 'none' | 'curve' | 'other';
  readonly threshold: 40 | 60;
  readonly gate: 'good' | 'fine';
  readonly colour: 'red' | 'blue';
  readonly epochs: 1 | 2;
  /** Said in a file that the requirement file includes. */
  readonly packages: 'numpy==1' | 'numpy==2';
  /** Where the installer gets packages from: a variable of the environment. */
  readonly index: 'https://inner.invalid' | 'https://outer.invalid';
  /** Where runs work. */
  readonly place: 'copy' | 'in-place';
};

/** What happens to a repository, or to what the CLI keeps in it, between two runs. */
export type Edit =
  | { readonly type: 'change'; readonly to: Partial<RepositoryState> }
  | { readonly type: 'nothing' }
  /** The stored object at this place of their sorted list is spoiled. */
  | { readonly type: 'damage'; readonly how: 'remove' | 'flip' | 'cut'; readonly object: number };

export const FIRST: RepositoryState = {
  rows: 'few',
  dataScript: 'plain',
  trainScript: 'first',
  notes: 'a',
  metrics: 'out/metrics.json',
  output: 'model',
  type: 'model',
  path: 'out/model.bin',
  plots: 'none',
  threshold: 40,
  gate: 'good',
  colour: 'red',
  epochs: 1,
  packages: 'numpy==1',
  index: 'https://inner.invalid',
  place: 'copy',
};

const VALUES: { readonly [Key in keyof RepositoryState]: readonly RepositoryState[Key][] } = {
  rows: ['few', 'many', 'none'],
  dataScript: ['plain', 'sorted'],
  trainScript: ['first', 'second'],
  notes: ['a', 'b'],
  metrics: ['out/metrics.json', 'out/other.json'],
  output: ['model', 'weights'],
  type: ['model', 'file'],
  path: ['out/model.bin', 'out/copy.bin'],
  plots: ['none', 'curve', 'other'],
  threshold: [40, 60],
  gate: ['good', 'fine'],
  colour: ['red', 'blue'],
  epochs: [1, 2],
  packages: ['numpy==1', 'numpy==2'],
  index: ['https://inner.invalid', 'https://outer.invalid'],
  place: ['copy', 'in-place'],
};

const change: Arbitrary<Edit> = constantFrom(...Object.entries(VALUES))
  .chain(([key, values]) => constantFrom<unknown>(...values).map((value) => ({ [key]: value })))
  .map((to) => ({ type: 'change', to }));

const damage: Arbitrary<Edit> = record({
  type: constantFrom('damage' as const),
  how: constantFrom('remove' as const, 'flip' as const, 'cut' as const),
  object: nat({ max: 40 }),
});

export const arbitraryEdit: Arbitrary<Edit> = oneof(
  { arbitrary: change, weight: 8 },
  { arbitrary: damage, weight: 2 },
  { arbitrary: constantFrom<Edit>({ type: 'nothing' }), weight: 1 },
);

/** The files of a repository in this state, by their paths. */
export function filesOf(state: RepositoryState): Readonly<Record<string, string>> {
  return {
    '.mlpipelines/churn.yml': pipelineOf(state),
    'data.sh': DATA_SCRIPTS[state.dataScript],
    'train.sh': TRAIN_SCRIPTS[state.trainScript],
    'rows.txt': ROWS[state.rows],
    'notes.md': state.notes,
    'requirements.txt': '-r base.txt\n',
    'base.txt': `${state.packages}\n`,
  };
}

const ROWS = { few: '3\n1\n2\n', many: '5\n4\n3\n2\n1\n', none: '' };

const DATA_SCRIPTS = {
  plain: 'mkdir -p out && cat rows.txt > out/rows.txt\n',
  sorted: 'mkdir -p out && sort rows.txt > out/rows.txt\n',
};

// Each metric says what it was made from; the two files disagree on purpose.
const TRAIN_SCRIPTS = { first: trainScript(10), second: trainScript(15) };

function trainScript(factor: number): string {
  return `mkdir -p out
lines=$(wc -l < "$1")
score=$((lines * ${factor} * $2))
printf '{"score": %d, "lines": %d}' "$score" "$lines" > out/metrics.json
printf '{"score": %d, "lines": %d}' "$((90 - score))" "$lines" > out/other.json
{ cat "$1" "$VIRTUAL_ENV/installed"; echo "$COLOUR ${factor} $2"; } > out/model.bin
{ cat out/model.bin; echo copy; } > out/copy.bin
printf 'x,y\\n1,%d\\n' "$score" > out/curve.csv
printf 'x,y\\n2,%d\\n' "$score" > out/other.csv
`;
}

function pipelineOf(state: RepositoryState): string {
  const { output, type, path, metrics, threshold, colour, epochs, gate } = state;
  return `name: churn
python: { requirements: [requirements.txt] }
params:
  epochs: { type: number, default: ${epochs} }
steps:
  data:
    run: sh data.sh
    files: [data.sh, rows.txt]
    outputs: { rows: { type: dataset, path: out/rows.txt } }
  train:
    inputs: { rows: data.rows }
    run: sh train.sh "\${{ inputs.rows.path }}" \${{ params.epochs }}
    files: [train.sh]
    env: { COLOUR: ${colour} }
    outputs: { ${output}: { type: ${type}, path: ${path} } }
    metrics: ${metrics}
${PLOTS[state.plots]}    gates:
      ${gate}: { metric: score, op: '>=', value: ${threshold} }
  register:
    kind: register
    needs: [train]
    register: { model: churn, from: train.${output}, metrics: train }
`;
}

const PLOTS = {
  none: '',
  curve: '    plots: [{ path: out/curve.csv, x: x, y: [y] }]\n',
  other: '    plots: [{ path: out/other.csv, x: x, y: [y] }]\n',
};
