import type { TablePlot } from '../../../domain/plan.ts';
import { numberText } from '../../words/number-text.ts';
import { barChart } from './bar-chart.ts';
import { calibrationChart } from './calibration-chart.ts';
import { PlotProblem, type Chart, type Side } from './chart.ts';
import { confusionChart } from './confusion-chart.ts';
import { curveChart } from './curve-chart.ts';
import { firstRows, type FirstRows } from './first-rows.ts';
import { readTable } from './read-columns.ts';
import { rocChart } from './roc-chart.ts';

export type MadeChart =
  | { readonly type: 'chart'; readonly chart: Chart }
  /** Too much to draw: how it begins. */
  | { readonly type: 'table'; readonly table: FirstRows; readonly note: string };

/** Lines and bars of so many rows are drawn. */
const MOST_ROWS = 50_000;

/**
 * A table as the pipeline file wants it drawn; of `sides` the first one's run is shown, the others beside it. Throws a
 * `PlotProblem` where the first cannot be drawn; others that cannot are left out, which is said.
 */
export function makeChart(plot: TablePlot, sides: readonly Side[]): MadeChart {
  const [own, ...others] = sides;
  if (own === undefined) throw new PlotProblem(`${plot.path} was not written.`);
  const rows = isByRow(plot) ? rowsOf(plot, own) : 0;
  if (rows > MOST_ROWS) {
    const table = firstRows(plot.path, own.text);
    const note = `${plot.path} has ${numberText(rows)} rows, and at most ${numberText(MOST_ROWS)} are drawn; here are the first ${table.rows.length}. Write fewer rows, such as one for each epoch, to see curves.`;
    return { type: 'table', table, note };
  }
  const alone = draw(plot, [own]);
  if (others.length === 0) return { type: 'chart', chart: alone };
  try {
    return { type: 'chart', chart: draw(plot, sides) };
  } catch (error) {
    if (!(error instanceof PlotProblem)) throw error;
    const names = others.map(({ name }) => name).join(', ');
    const notes = [...alone.notes, `Without ${names}: ${error.message}`];
    return { type: 'chart', chart: { ...alone, notes } };
  }
}

function isByRow(plot: TablePlot): plot is Extract<TablePlot, { readonly x: string }> {
  return plot.type === 'curve' || plot.type === 'bar';
}

function rowsOf(
  { path, x }: { readonly path: string; readonly x: string },
  { text }: Side,
): number {
  return readTable(path, text, [x]).cells[0]?.length ?? 0;
}

function draw(plot: TablePlot, sides: readonly Side[]): Chart {
  switch (plot.type) {
    case 'curve':
      return curveChart(plot, sides);
    case 'bar':
      return barChart(plot, sides);
    case 'roc':
      return rocChart(plot, sides);
    case 'calibration':
      return calibrationChart(plot, sides);
    case 'confusion':
      return confusionChart(plot, sides);
  }
}
