import type { Plot } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { eachStep, type Check } from './checked-file.ts';

type TablePlot = Exclude<Plot, string>;
type Kind = NonNullable<TablePlot['kind']>;
type Column = 'x' | 'y' | 'actual' | 'score' | 'predicted';

/** The columns that each kind of picture is drawn from. */
const COLUMNS: Readonly<Record<Kind, readonly [Column, Column]>> = {
  curve: ['x', 'y'],
  bar: ['x', 'y'],
  roc: ['actual', 'score'],
  calibration: ['actual', 'score'],
  confusion: ['actual', 'predicted'],
};

const ALL: readonly Column[] = ['x', 'y', 'actual', 'score', 'predicted'];

/** A picture from a table names the columns of its kind, and no others. */
export const checkPlots: Check = (checked) =>
  eachStep(checked, ({ step, path }) =>
    (step.plots ?? []).flatMap((plot, index) => {
      const at = [...path, 'plots', index];
      return typeof plot === 'string' || checked.damage.touches(at) ? [] : checkPlot(plot, at);
    }),
  );

function checkPlot(plot: TablePlot, at: Path): Finding[] {
  const kind = plot.kind ?? 'curve';
  const wanted = COLUMNS[kind];
  const missing = wanted.filter((column) => plot[column] === undefined);
  const odd = ALL.filter((column) => plot[column] !== undefined && !wanted.includes(column));
  return [
    ...(missing.length === 0
      ? []
      : [
          finding('plot-columns', at, `a plot of kind \`${kind}\` needs ${names(missing)}`, {
            hint: `write it as \`${EXAMPLES[kind]}\``,
          }),
        ]),
    ...odd.map((column) =>
      finding('plot-columns', [...at, column], `a plot of kind \`${kind}\` has no \`${column}\``, {
        part: 'key',
        hint: `it is drawn from ${names(wanted)}; leave \`${column}\` out, or set another \`kind\``,
      }),
    ),
    ...(kind === 'bar' && (plot.y?.length ?? 1) > 1
      ? [
          finding('plot-columns', [...at, 'y'], 'bars are as long as one column says', {
            hint: 'name one column in `y`, and write a plot for each other one',
          }),
        ]
      : []),
  ];
}

function names(columns: readonly Column[]): string {
  return columns.map((column) => `\`${column}\``).join(' and ');
}

const EXAMPLES: Readonly<Record<Kind, string>> = {
  curve: '{ path: history.csv, x: epoch, y: [loss, val_loss] }',
  bar: '{ path: importances.csv, kind: bar, x: feature, y: [gain] }',
  roc: '{ path: predictions.csv, kind: roc, actual: label, score: p }',
  calibration: '{ path: predictions.csv, kind: calibration, actual: label, score: p }',
  confusion: '{ path: predictions.csv, kind: confusion, actual: label, predicted: predicted }',
};
