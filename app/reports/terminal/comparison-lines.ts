import type { RunView } from '../../../schemas/run-view.generated.ts';
import { joinParts, line, span, type Line } from '../layout/line.ts';
import { table } from '../layout/table.ts';
import { isEqualParam, paramRows, paramText } from '../view/param-rows.ts';
import { fileText, type RunDifferences } from '../view/run-differences.ts';
import { runName, treeText } from '../words/run-words.ts';
import { count, shownKey } from '../words/step-words.ts';

type Compared = {
  readonly view: RunView;
  readonly other: RunView;
  readonly differences: RunDifferences;
};

const MOST_FILES = 20;
const MOST_EQUAL_PARAMS = 10;

/** Params of two runs beside each other, and what changed from the other to this one. */
export function comparisonLines(compared: Compared, width: number): readonly Line[] {
  return joinParts([paramLines(compared, width), changeLines(compared)]);
}

function paramLines({ view, other }: Compared, width: number): readonly Line[] {
  const rows = paramRows(view, other);
  if (rows.length === 0) return [];
  const equal = rows.filter(isEqualParam).length;
  const shown = rows.slice(0, rows.length - equal + MOST_EQUAL_PARAMS);
  const columns = [
    { title: 'param', shrinkTo: 12, cut: 'start' as const },
    { title: runName(view), align: 'right' as const },
    { title: runName(other), align: 'right' as const },
    { title: '' },
  ];
  const lines = shown.map((row) => [
    line(row.name),
    line(paramText(row.value), isEqualParam(row) ? 'dim' : 'strong'),
    line(paramText(row.other), 'dim'),
    line(isEqualParam(row) ? '=' : 'changed', 'dim'),
  ]);
  const hidden = rows.length - shown.length;
  return [
    ...table(columns, lines, width),
    ...(hidden === 0 ? [] : [line(`… ${count(hidden, 'more param')}, equal`, 'dim')]),
  ];
}

function changeLines({ view, other, differences }: Compared): readonly Line[] {
  const { files, steps } = differences;
  const told = [
    ...(treeText(view) === treeText(other)
      ? []
      : [line(`  commit ${treeText(other)} → ${treeText(view)}`)]),
    ...fileLines(files),
    ...steps.flatMap(({ step, changes }) =>
      changes.map((change) => [span(`  ${shownKey(step)}: `, 'dim'), span(change)]),
    ),
  ];
  const title = `Changed since ${runName(other)}`;
  return [
    line(title, 'strong'),
    ...(told.length > 0 ? told : [line('  nothing but what is above', 'dim')]),
  ];
}

function fileLines(files: RunDifferences['files']): readonly Line[] {
  if (files === null) {
    return [line('  which files changed is not known: one of the trees is not kept', 'dim')];
  }
  const hidden = files.length - MOST_FILES;
  return [
    ...files.slice(0, MOST_FILES).map((file) => line(`  ${fileText(file)}`)),
    ...(hidden <= 0 ? [] : [line(`  ${count(hidden, 'more file')}`, 'dim')]),
  ];
}
