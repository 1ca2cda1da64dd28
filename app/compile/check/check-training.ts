import type { Step } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { eachStep, type Check, type CheckedFile } from './checked-file.ts';
import { unreadableTable } from './unreadable-table.ts';

/** What a model learns from can be read, and somebody looks at it. */
export const checkTraining: Check = (checked) => [
  ...eachStep(checked, ({ step, path }) =>
    Object.entries(step.inputs ?? {}).flatMap(([name, input]) =>
      typeof input === 'string' ? [] : checkInput(checked, input, [...path, 'inputs', name]),
    ),
  ),
  ...eachStep(checked, ({ step, path }) => checkTime(checked, step, path)),
];

type Input = Exclude<NonNullable<Step['inputs']>[string], string>;

function checkInput(checked: CheckedFile, input: Input, place: Path): Finding[] {
  const { training } = input;
  if (training === undefined) return [];
  const at = [...place, 'training'];
  const tell = (key: string | null, message: string, hint: string) =>
    finding('training-form', key === null ? at : [...at, key], message, { part: 'key', hint });
  const found: Finding[] = [];
  if (input.from === undefined && !(input.uri !== undefined && input.mode === 'copy')) {
    const hint = 'give it to the step `from` one that makes it, or as `uri` with `mode: copy`';
    found.push(tell(null, 'only what is stored is looked at, and this input is not', hint));
  }
  const unreadable = training.path === undefined ? null : unreadableTable(training.path);
  if (unreadable !== null) {
    const hint = 'name a table that ends in .csv, .tsv, .jsonl or .parquet';
    found.push(tell('path', unreadable, hint));
  }
  const reports = checked.steps.flatMap(({ step }) => step.report ?? []);
  // Verdicts name what they are about, as examples do, and have no time.
  if (!reports.some(({ examples, judge }) => examples !== undefined || judge !== undefined)) {
    const hint =
      'write `report: { examples: { path: …, id: …, metrics: … } }` in the step that judges the model';
    found.push(tell(null, 'no step has `report.examples` that it could be held against', hint));
  } else if (
    training.time !== undefined &&
    reports.every(({ examples }) => examples?.time === undefined)
  ) {
    const hint = 'write `time` in `report.examples` too, the column of the test';
    found.push(tell('time', 'no step has `time` in `report.examples` to hold it against', hint));
  }
  return found;
}

function checkTime({ steps }: CheckedFile, { report }: Step, path: Path): Finding[] {
  if (report?.examples?.time === undefined) return [];
  const inputs = steps.flatMap(({ step }) => Object.values(step.inputs ?? {}));
  if (inputs.some((input) => typeof input !== 'string' && input.training?.time !== undefined)) {
    return [];
  }
  const hint = 'write `training: { id: …, time: … }` at the input that the model learns from';
  const message = '`time` is held against that of training data, and no input says what that is';
  const at = [...path, 'report', 'examples', 'time'];
  return [finding('training-form', at, message, { part: 'key', hint })];
}
