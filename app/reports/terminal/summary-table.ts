import type { Plan } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
import { gateCounts } from '../words/gate-lines.ts';
import { line, span, type Line } from '../layout/line.ts';
import { mainMetric, mainMetrics, type Metric } from '../view/main-metric.ts';
import { groupCells } from '../view/matrix-rows.ts';
import { overSeeds } from '../view/pivot-cells.ts';
import { rankCells } from '../view/rank-cells.ts';
import { runNumber } from '../words/run-words.ts';
import { BEST } from './sweep-tables.ts';
import { numberText, signed } from '../words/number-text.ts';
import { reasonAndPlace } from '../words/short-reason.ts';
import { notableTime, ownTime, timesBefore } from '../words/step-time.ts';
import { count, hasFailed, shownKey, stepWords } from '../words/step-words.ts';
import { table, type Column } from '../layout/table.ts';

/** Beyond this many rows a matrix step shows its best cells and those that failed. */
const MANY_ROWS = 30;
const BEST_CELLS = 5;

export type Summary = {
  readonly view: RunView;
  readonly plan: Plan;
  /** The run before this one, whose metrics these are held against; null: there is none. */
  readonly before: RunView | null;
  /** Every cell, however many there are. */
  readonly all: boolean;
};

/**
 * A run step by step: result, time, attempts where there were several, main metric and how it differs from the run
 * before, gates, and why. Cells stand with the best first where the step says what is best.
 */
export function summaryTable(summary: Summary, width: number): readonly Line[] {
  const { view, plan, before, all } = summary;
  const metrics = mainMetrics(plan);
  const isLong = !all && view.steps.length > MANY_ROWS;
  const earlier = new Map(before?.steps.map((step) => [step.key, step]));
  const rows = groupCells(view.steps).flatMap(({ step, cells }) => {
    const ranked = cells.length < 2 ? null : rankCells(plan, step.id, cells);
    const best = ranked?.best?.key ?? null;
    // The star of a sweep over seeds is that of the best mean: its best cell is the one that was luckiest.
    const starred = ranked !== null && overSeeds(ranked).length > 1 ? null : best;
    const sorted = ranked?.cells ?? cells;
    const shown = isLong ? worthShowing(sorted, best) : sorted;
    const context = { metrics, earlier };
    return [stepRow(step, { indent: '', isBest: false }, context)]
      .concat(
        shown.map((cell) => stepRow(cell, { indent: '  ', isBest: cell.key === starred }, context)),
      )
      .concat(hiddenRow(cells.length - shown.length));
  });
  const columns = columnsOf(before === null ? 'change' : `since #${runNumber(before)}`);
  const hint = `  all cells: mlpipelines show ${runNumber(view)} --all`;
  // The count of the cells that are left out is a row of one cell.
  const isWhole = rows.every((row) => row.length > 1);
  return [...table(columns, rows, width), ...(isWhole ? [] : [line(hint, 'dim')])];
}

function columnsOf(change: string): readonly Column[] {
  return [
    { title: '  step', shrinkTo: 22 },
    { title: 'result' },
    { title: 'time', align: 'right' },
    { title: 'waited', align: 'right' },
    { title: 'environment', align: 'right' },
    { title: 'tries', align: 'right' },
    { title: 'metric', shrinkTo: 14, cut: 'head' },
    { title: change, align: 'right' },
    { title: 'gates' },
    { title: 'why', shrinkTo: 16, wraps: true },
  ];
}

type Row = readonly Line[];

function worthShowing(cells: readonly StepView[], best: string | null): readonly StepView[] {
  return cells.filter((cell, place) => hasFailed(cell) || (best !== null && place < BEST_CELLS));
}

function hiddenRow(hidden: number): readonly Row[] {
  return hidden === 0 ? [] : [[line(`    … ${count(hidden, 'more cell')}`, 'dim')]];
}

type Context = {
  readonly metrics: ReadonlyMap<string, string>;
  readonly earlier: ReadonlyMap<string, StepView>;
};

function stepRow(
  step: StepView,
  { indent, isBest }: { readonly indent: string; readonly isBest: boolean },
  { metrics, earlier }: Context,
): Row {
  const { glyph, tone, word } = stepWords(step);
  const time = ownTime(step);
  const { waitedMs, environmentMs } = timesBefore(step.attempts);
  const metric = mainMetric(step, metrics);
  const tries = step.attempts.length;
  return [
    [
      span(`${indent}${glyph} `, tone),
      span(indent === '' ? shownKey(step.key) : cellName(step)),
      span(isBest ? ` ${BEST}` : '', 'accent'),
    ],
    line(word, tone),
    line(time === null ? '' : duration(time)),
    line(notableTime(waitedMs), 'dim'),
    line(notableTime(environmentMs), 'dim'),
    line(tries > 1 ? String(tries) : ''),
    metric === null ? [] : [span(metric.name, 'dim'), span(` ${numberText(metric.value)}`)],
    line(changeText(metric, earlier.get(step.key)), 'dim'),
    gateCounts(step.gates),
    line(reasonAndPlace(step), 'dim'),
  ];
}

// In no colour: how sure a single difference is, nobody knows.
function changeText(metric: Metric | null, earlier: StepView | undefined): string {
  const then = metric === null ? undefined : earlier?.metrics[metric.name];
  return metric === null || then === undefined ? '' : signed(metric.value - then);
}

/** `seed=1,shard=a`: a cell under its step. */
function cellName(step: StepView): string {
  return shownKey(step.key).slice(step.id.length + 1, -1);
}
