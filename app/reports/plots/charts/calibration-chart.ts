import type { TablePlot } from '../../../domain/plan.ts';
import { numberText } from '../../words/number-text.ts';
import { PlotProblem, type Chart, type Side } from './chart.ts';
import { scoredRows, type ScoredRow } from './scored-rows.ts';
import { unitChart } from './unit-chart.ts';

type CalibrationPlot = Extract<TablePlot, { readonly type: 'roc' | 'calibration' }>;

const BINS = 10;

/** How often class 1 comes where a score says that it does, in ten bins of equal width. */
export function calibrationChart(plot: CalibrationPlot, sides: readonly Side[]): Chart {
  const curves = sides.map(({ name, text }) => {
    const rows = scoredRows(plot, text);
    if (rows.some(({ score }) => score < 0 || score > 1)) {
      throw new PlotProblem(
        `${plot.path}, column \`${plot.score}\`: probabilities from 0 to 1 are expected there.`,
      );
    }
    const bins = binsOf(rows);
    return { name, points: bins, error: expectedError(bins, rows.length) };
  });
  const spec = unitChart(curves, { x: 'mean score', y: 'share of class 1', dots: true });
  const errors = curves.map(({ name, error }) =>
    sides.length > 1 ? `${numberText(error)} (${name})` : numberText(error),
  );
  const models = sides.length > 1 ? ` of ${sides.length} models` : '';
  const alt = `Calibration${models}, ${BINS} bins: scores are off by ${errors.join(' and ')} on average.`;
  return { spec, alt, notes: [] };
}

type Bin = { readonly x: number; readonly y: number; readonly rows: number };

function binsOf(rows: readonly ScoredRow[]): readonly Bin[] {
  const byBin = Map.groupBy(rows, ({ score }) => Math.min(BINS - 1, Math.floor(score * BINS)));
  return [...byBin]
    .toSorted(([a], [b]) => a - b)
    .map(([, within]) => ({
      x: within.reduce((sum, { score }) => sum + score, 0) / within.length,
      y: within.filter(({ isPositive }) => isPositive).length / within.length,
      rows: within.length,
    }));
}

/** The expected calibration error: https://doi.org/10.1609/aaai.v29i1.9602 */
function expectedError(bins: readonly Bin[], all: number): number {
  return bins.reduce((sum, { x, y, rows }) => sum + (Math.abs(x - y) * rows) / all, 0);
}
