import type { Plan } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
import { gateCounts } from '../words/gate-lines.ts';
import { line, span, type Line } from '../layout/line.ts';
import { mainMetric, mainMetrics } from '../view/main-metric.ts';
import { groupCells, type StepGroup } from '../view/matrix-rows.ts';
import { numberText } from '../words/number-text.ts';
import { shortReason } from '../words/short-reason.ts';
import { notableTime, ownTime, timesBefore } from '../words/step-time.ts';
import { count, hasFailed, shownKey, stepWords } from '../words/step-words.ts';
import { table, type Column } from '../layout/table.ts';

const COLUMNS: readonly Column[] = [
  { title: '  step', shrinkTo: 22 },
  { title: 'result' },
  { title: 'time', align: 'right' },
  { title: 'waited', align: 'right' },
  { title: 'environment', align: 'right' },
  { title: 'tries', align: 'right' },
  { title: 'metric', shrinkTo: 14, cut: 'head' },
  { title: 'gates' },
  { title: 'why', shrinkTo: 16, wraps: true },
];
/** Beyond this many rows a matrix step shows only the cells that did not go well. */
const MANY_ROWS = 30;

/** A run step by step: result, time, attempts where there were several, main metric, gates, and why. */
export function summaryTable(view: RunView, plan: Plan, width: number): readonly Line[] {
  const metrics = mainMetrics(plan);
  const isLong = view.steps.length > MANY_ROWS;
  const rows = groupCells(view.steps).flatMap((group) => groupRows(group, isLong, metrics));
  return table(COLUMNS, rows, width);
}

type Row = readonly Line[];

function groupRows(
  { step, cells }: StepGroup,
  isLong: boolean,
  metrics: ReadonlyMap<string, string>,
): readonly Row[] {
  const shown = isLong ? cells.filter((cell) => hasFailed(cell)) : cells;
  const hidden = cells.length - shown.length;
  const rest: readonly Row[] =
    hidden === 0 ? [] : [[line(`    … ${count(hidden, 'more cell')}`, 'dim')]];
  return [
    stepRow(step, '', metrics),
    ...shown.map((cell) => stepRow(cell, '  ', metrics)),
    ...rest,
  ];
}

function stepRow(step: StepView, indent: string, metrics: ReadonlyMap<string, string>): Row {
  const { glyph, tone, word } = stepWords(step);
  const time = ownTime(step);
  const { waitedMs, environmentMs } = timesBefore(step.attempts);
  const metric = mainMetric(step, metrics);
  const tries = step.attempts.length;
  return [
    [span(`${indent}${glyph} `, tone), span(indent === '' ? shownKey(step.key) : cellName(step))],
    line(word, tone),
    line(time === null ? '' : duration(time)),
    line(notableTime(waitedMs), 'dim'),
    line(notableTime(environmentMs), 'dim'),
    line(tries > 1 ? String(tries) : ''),
    metric === null ? [] : [span(metric.name, 'dim'), span(` ${numberText(metric.value)}`)],
    gateCounts(step.gates),
    line(shortReason(step), 'dim'),
  ];
}

/** `seed=1,shard=a`: a cell under its step. */
function cellName(step: StepView): string {
  return shownKey(step.key).slice(step.id.length + 1, -1);
}
