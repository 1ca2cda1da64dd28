import type { TablePlot } from '../../../domain/plan.ts';
import { numberText } from '../../words/number-text.ts';
import type { Chart, Side } from './chart.ts';
import { scoredRows, type ScoredRow } from './scored-rows.ts';
import { unitChart } from './unit-chart.ts';

type RocPlot = Extract<TablePlot, { readonly type: 'roc' | 'calibration' }>;

/** How many of class 1 are found for how many of class 0 that are taken for it, at every threshold. */
export function rocChart(plot: RocPlot, sides: readonly Side[]): Chart {
  const curves = sides.map(({ name, text }) => ({ name, ...rocOf(scoredRows(plot, text)) }));
  const spec = unitChart(
    curves.map(({ name, points }) => ({ name, points: evenly(points, MOST_POINTS) })),
    { x: 'false positive rate', y: 'true positive rate', dots: false },
  );
  const areas = curves.map(({ name, area }) =>
    sides.length > 1 ? `${numberText(area)} (${name})` : numberText(area),
  );
  const models = sides.length > 1 ? ` of ${sides.length} models` : '';
  return { spec, alt: `ROC curve${models}: AUC ${areas.join(' and ')}.`, notes: [] };
}

const MOST_POINTS = 1000;

type Spot = { readonly x: number; readonly y: number };

/** Rows of one score are passed at once, so that their order says nothing. */
function rocOf(rows: readonly ScoredRow[]): {
  readonly points: readonly Spot[];
  readonly area: number;
} {
  const sorted = rows.toSorted((a, b) => b.score - a.score);
  const positives = rows.filter(({ isPositive }) => isPositive).length;
  const negatives = rows.length - positives;
  const points: Spot[] = [{ x: 0, y: 0 }];
  let [hits, alarms, area] = [0, 0, 0];
  for (const [index, { isPositive, score }] of sorted.entries()) {
    if (isPositive) hits += 1;
    else alarms += 1;
    if (sorted[index + 1]?.score === score) continue;
    const [from, to] = [
      points.at(-1) ?? { x: 0, y: 0 },
      { x: alarms / negatives, y: hits / positives },
    ];
    area += ((to.x - from.x) * (to.y + from.y)) / 2;
    points.push(to);
  }
  return { points, area };
}

/** A curve that only rises loses nothing that is seen. */
function evenly(points: readonly Spot[], most: number): readonly Spot[] {
  const every = Math.ceil(points.length / most);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
