import type { Explanation } from '../../../domain/explanation.ts';

/** Artifacts, files and paths. */
export const ARTIFACT_CODES = {
  'input-source': {
    says: '`a` has no source',
    means: 'The input has no source, more than one, or a key that does not fit its source.',
    fix: 'Give it exactly one of `from: step.output`, `model: name@alias` and `uri: ./path`.',
  },
  'local-data': {
    says: '`raw` takes ./data/raw from the machine it runs on, and a job on GitHub has only what is committed',
    means:
      'Data of one machine (`uri: ./data/raw`) cannot be taken as an input here: it is missing, lies outside the repository, or the pipeline runs on GitHub, where jobs have only what is committed.',
    fix: 'Correct the path, mark the input `optional: true`, or fetch the data in a step of its own.',
  },
  'input-of-value': {
    says: '`data.rows` is a value, and an input is an artifact',
    means: 'The input names a value (a number, a string), and inputs are artifacts.',
    fix: 'Read the value where you need it: `${{ steps.data.outputs.rows }}`.',
  },
  'cells-without-matrix': {
    says: '`single` has no matrix, so it has no cells',
    means: '`cells` chooses among the cells of a step, and this step has no matrix.',
    fix: 'Remove `cells`, or name a step that has a matrix.',
  },
  'best-of-nothing': {
    says: '`grid` has no `primary` metric that says which of its cells is the best',
    means: '`cells: best` needs to know by which metric, and the step names no primary one.',
    fix: 'Add `metrics: { path: metrics.json, primary: val_loss, minimize: [val_loss] }` to that step.',
  },
  'inputs-collide': {
    says: '`a` and `b` both lie at in',
    means: 'Two inputs would be put in the same place, or one inside the other.',
    fix: 'Give one of them a `path` of its own.',
  },
  'input-over-file': {
    says: '`a` would lie at src/train.py, where the repository has src/train.py',
    means: 'The input would be put where the repository has a file.',
    fix: 'Give the input a `path` where the repository has nothing.',
  },
  'output-over-file': {
    says: 'the repository has README.md already; the step does not see that, for it is to write it',
    means:
      'The repository has a file where the step writes its output, metrics or plots. The step does not get that file, so that it cannot pass off an old result as new.',
    fix: 'Remove the file from the repository (`git rm --cached`, and a line in `.gitignore`), or choose another path.',
  },
  'output-path': {
    says: '`none` is a file and needs a `path`',
    means: 'An artifact has no `path`, or a value has one.',
    fix: 'Give files, datasets and models a `path`. Set a value by a line `name=value` in `$MLPIPELINES_OUTPUT`.',
  },
  'path-outside': {
    says: '"../predictions.csv" leaves the repository',
    means: 'The path leads out of what the pipeline sees, or means all of it.',
    fix: 'Use a relative path that stays inside. To share code between projects, put the pipeline into the root and set `working-directory`.',
  },
  'plot-columns': {
    says: 'a plot of kind `curve` needs `y`',
    means: 'The plot lacks a column that its kind needs, or has one of another kind.',
    fix: 'Write it as the hint shows. [Plots](plots.md) lists the columns of each kind.',
  },
  'glob-form': {
    says: 'a pattern has at most 1000 characters, and this one has 1002',
    means: 'The pattern is too long, or uses a form that is not supported.',
    fix: 'Use `*`, `**`, `?`, `[a-z]` and a leading `!`, and list alternatives one by one.',
  },
  'literal-glob': {
    says: 'out/*.csv must be the path of one file or folder, not a pattern with * or ?',
    means: 'The path of one file or folder is expected here, and this is a pattern.',
    fix: 'Name the file, or the folder that holds the files.',
  },
  'missing-file': {
    says: 'the repository has no other.sh',
    means: 'The repository does not have this file, or git ignores it, so no run would see it.',
    fix: 'Commit the file, correct the path, or take data that git ignores as an input: `inputs: { raw: { uri: ./data/raw } }`.',
  },
  'unseen-file': {
    says: 'the step does not see a.sh: `files` leaves it out',
    means: 'The step names a file that its `files` leave out, so it would not find it.',
    fix: 'Add the file to `files`.',
  },
} satisfies Readonly<Record<string, Explanation>>;
