import type { Explanation } from '../../../domain/explanation.ts';

/** The rest of a step. */
export const STEP_CODES = {
  'unknown-shell': {
    says: 'there is no shell "fishy"',
    means: 'The shell is not known.',
    fix: 'Use `bash`, `sh` or `python`, or a command with `{0}` in place of the script: `perl {0}`.',
  },
  'reserved-env': {
    says: '`CI` is set by mlpipelines itself',
    means: 'This variable is set by mlpipelines itself.',
    fix: 'Choose another name.',
  },
  'reserved-environment': {
    says: 'the environment `mlpipelines-cloud` is kept for steps with an identity in a cloud',
    means: 'This GitHub environment is kept for steps with an identity in a cloud.',
    fix: 'Name another environment, such as `production`.',
  },
  'env-twice': {
    says: '`TOKEN` is both in `env` and in `secrets`',
    means: 'The variable is both in `env` and in `secrets`.',
    fix: 'Keep one of the two.',
  },
  'runs-on-and-resources': {
    says: '`runs-on` names a runner of your own; `resources` asks for a machine to be started',
    means: '`runs-on` names a runner that exists, `resources` asks for a machine to be started.',
    fix: 'Keep one of the two.',
  },
  'hosted-timeout': {
    says: 'on GitHub a hosted runner ends every step after 6h',
    means:
      'The step may take longer than a GitHub-hosted runner allows (6 hours; 15 minutes on `ubuntu-slim`).',
    fix: 'Shorten `timeout`, or use `resources` or a self-hosted runner, which may take days.',
  },
  'timeout-without-checkpoint': {
    says: 'on GitHub a job ends after 5d; a longer step goes on in another from its checkpoint, and this one has none',
    means:
      'A job on GitHub ends after 5 days. A longer step goes on in another job from its checkpoint, and this one has none.',
    fix: 'Add `checkpoint: { path: ckpt/ }`, or shorten `timeout`.',
  },
  'nothing-to-escalate': {
    says: 'no machine is started for the step that could be interrupted',
    means:
      '`retry` is to ask for more than the step asks for: more memory without `resources.memory`, or on-demand in place of spot without spot.',
    fix: 'Add the resource, or remove the escalation.',
  },
  'cache-of-effect': {
    says: 'a step with `promote` changes something outside and never comes from the cache',
    means:
      'The step changes something outside, such as an alias, and so must never be taken from the cache.',
    fix: 'Remove `cache`, or move that action into a step of its own.',
  },
  'gate-form': {
    says: 'a gate needs one of `value`, `baseline` and `than`',
    means: 'The keys of the gate do not fit together.',
    fix: 'Give it a limit (`op` and `value`), another metric (`than`), or a `baseline`: exactly one of the three.',
  },
  'gate-goal': {
    says: 'it is not known whether more or less `speed` is better',
    means:
      'The gate compares a metric with another run, and nothing says whether more or less of it is better.',
    fix: "Name the metric in `maximize` or `minimize` of the step's `metrics`.",
  },
  'gate-without-metrics': {
    says: 'this step has gates, but no `metrics` to judge',
    means: 'The step has gates, and no metrics for them to judge.',
    fix: 'Add `metrics: metrics.json`, the file that the command writes.',
  },
  'goal-twice': {
    says: '`loss` is both in `maximize` and in `minimize`',
    means: 'The metric is both in `maximize` and in `minimize`.',
    fix: 'Keep one of the two.',
  },
  'report-form': {
    says: 'a run has one report, and `outside` gives it',
    means:
      'A run has one report, of one result: this is a second one, or its step has a matrix or no metrics.',
    fix: 'Keep `report` on the one step that the change is judged by. Of a matrix, let a step without one collect the cells.',
  },
  'training-form': {
    says: '`time` is held against that of training data, and no input says what that is',
    means: 'Training data is named in a way that nothing can be compared with it.',
    fix: 'Name `id` (and `time`) at the input of the step that trains, and `report.examples` at the step that evaluates.',
  },
  'examples-form': {
    says: 'predictions.txt cannot be read: its file extension is not known',
    means: 'The table of examples cannot be read, or a metric cannot be computed from its columns.',
    fix: 'Write a `.csv`, `.tsv`, `.jsonl` or `.parquet`, and name the columns as in [Evaluation](evaluation.md).',
  },
  'slices-form': {
    says: 'slices.txt cannot be read: its file extension is not known',
    means:
      'The table of slices cannot be read, or a gate names slices that the step does not have.',
    fix: 'Name a table (`path`) and the columns that tell slices apart (`by`), and give the step `metrics`.',
  },
  'judge-form': {
    says: 'a report has one table, and `examples` names another one',
    means: 'The judge may be another model tomorrow, or its verdicts cannot be read or compared.',
    fix: 'Name a dated version of the model, and the table and columns of verdicts as in [Evaluation](evaluation.md).',
  },
  'too-few-reviewers': {
    says: '2 approvals of 1 reviewer can never come',
    means: 'More approvals are asked for than there are reviewers.',
    fix: 'Name more reviewers or a team, or lower `count`.',
  },
  'register-source': {
    says: '`grid` has a matrix, so there is one for each cell',
    means: 'What is to be registered is not one artifact that the run keeps.',
    fix: 'Name one output of a step without a matrix. Of data read in place, write `mode: copy`.',
  },
  'promote-source': {
    says: '`data` registers no model that could be promoted',
    means: 'The step to promote from registers no model.',
    fix: 'Name the step that has `register`.',
  },
} satisfies Readonly<Record<string, Explanation>>;
