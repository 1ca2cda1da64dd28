import { line, type Line } from '../layout/line.ts';
import { table } from '../layout/table.ts';
import { sparkline } from '../plots/sparkline.ts';
import { numberText } from '../words/number-text.ts';
import { printable } from '../../../text/printable.ts';
import { shownKey } from '../words/step-words.ts';

/** A live metric of a step over its attempts. */
export type Series = {
  readonly step: string;
  readonly metric: string;
  readonly points: readonly SeriesPoint[];
};
export type SeriesPoint = {
  readonly attempt: number;
  readonly step: number;
  readonly value: number;
};

type Sample = {
  readonly attempt: number;
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
};

const CURVE_WIDTH = 24;

/** The series in a step's samples, in the order in which their names first stand there. */
export function seriesOf(step: string, samples: readonly Sample[]): readonly Series[] {
  const series = new Map<string, SeriesPoint[]>();
  for (const { attempt, step: at, values } of samples) {
    for (const [metric, value] of Object.entries(values)) {
      const points = series.get(metric) ?? [];
      points.push({ attempt, step: at, value });
      series.set(metric, points);
    }
  }
  return [...series].map(([metric, points]) => ({ step, metric, points }));
}

/** The series for people: a small curve each, with its ends. */
export function seriesTable(series: readonly Series[], width: number): readonly Line[] {
  if (series.length === 0) return [line('No step of this run reported live metrics.')];
  const columns = [
    { title: 'step', shrinkTo: 24 },
    { title: 'metric', shrinkTo: 12, cut: 'start' as const },
    { title: 'values', align: 'right' as const },
    { title: 'attempts', align: 'right' as const },
    { title: 'from', align: 'right' as const },
    { title: 'to', align: 'right' as const },
    { title: '' },
  ];
  return table(columns, series.map(cells), width);
}

function cells({ step, metric, points }: Series): readonly Line[] {
  const attempts = new Set(points.map(({ attempt }) => attempt));
  return [
    line(shownKey(step)),
    line(printable(metric)),
    line(points.length.toLocaleString('en-US')),
    line(String(attempts.size)),
    line(numberText(points[0]?.value ?? 0)),
    line(numberText(points.at(-1)?.value ?? 0), 'strong'),
    line(
      sparkline(
        points.map(({ value }) => value),
        CURVE_WIDTH,
      ),
    ),
  ];
}
