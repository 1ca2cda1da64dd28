import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { LINE_LOOKS, xyChart } from '../markdown/xy-chart.ts';
import { gridOf, onGrid, type Grid, type SeriesPoint } from '../plots/on-grid.ts';
import { numberText } from '../words/number-text.ts';
import { count } from '../words/step-words.ts';
import type { TrainingCurves, TrainingLine } from './run-story.ts';

const MOST_POINTS = 60;

/** Beyond this a chart's numbers would be written with an exponent, which Mermaid does not read. */
const LARGEST = 1e15;

/**
 * Live metrics as curves; nothing where there are too few points for a line. It stands open: Mermaid measures what it
 * draws, and what is folded away has no size.
 */
export function trainingSections(training: TrainingCurves): readonly Section[] {
  const lines = training.lines
    .map((line) => ({
      ...line,
      points: line.points.filter(({ value }) => Math.abs(value) < LARGEST),
    }))
    .filter(({ points }) => points.length > 0)
    .slice(0, LINE_LOOKS.length);
  const [main] = lines;
  const grid = main === undefined ? null : gridOf(main.points, MOST_POINTS);
  if (main === undefined || grid === null) return [];
  const { first, stride, count: places } = grid;
  const last = first + stride * (places - 1);
  const chart = xyChart({
    x: { title: training.unit, first, last },
    lines: lines.map((line) => ({ name: nameOf(line), values: onGrid(line.points, grid) })),
  });
  return [
    whole(
      [
        `<details open><summary><b>Training</b>: ${summary(training, main.points)}</summary>`,
        lines.map((line, at) => legend(line, at, { grid, last })).join(' &nbsp; '),
        `\`\`\`mermaid\n${chart}\n\`\`\``,
        '</details>',
      ].join('\n\n'),
    ),
  ];
}

function nameOf({ metric, of }: TrainingLine): string {
  return `${metric}, ${of ?? 'this run'}`;
}

function summary(
  { key, unit, metric, goal, isThinned }: TrainingCurves,
  points: readonly SeriesPoint[],
): string {
  const last = points.reduce((most, { step }) => Math.max(most, step), -Infinity);
  const first = points.reduce((least, { step }) => Math.min(least, step), Infinity);
  const isCounted = Number.isSafeInteger(last) && Number.isSafeInteger(first);
  const length = isCounted
    ? count(first === 0 ? last + 1 : last, unit)
    : `up to ${unit} ${numberText(last)}`;
  const of = `${length} of ${inlineCode(key)}`;
  if (goal === null) return of;
  const better = (a: SeriesPoint, b: SeriesPoint) =>
    goal === 'up' ? b.value > a.value : b.value < a.value;
  const best = points.reduce((a, b) => (better(a, b) ? b : a));
  const about = isThinned ? 'about ' : '';
  return `${of}, best ${inlineText(metric, 60)} ${numberText(best.value)} at ${about}${numberText(best.step)}`;
}

/** A line that is shorter than the chart is drawn level: that is said. */
function legend(
  line: TrainingLine,
  at: number,
  { grid, last }: { readonly grid: Grid; readonly last: number },
): string {
  const { mark } = LINE_LOOKS[at] ?? LINE_LOOKS[0];
  const [start = 0, end = 0] = [line.points[0]?.step, line.points.at(-1)?.step];
  const bounds = [
    ...(start > grid.first ? [`from ${numberText(start)}`] : []),
    ...(end < last ? [`to ${numberText(end)}`] : []),
  ];
  const said = bounds.length === 0 ? '' : ` (${bounds.join(' ')})`;
  const of = line.of === null ? 'this run' : inlineCode(line.of);
  return `${mark} ${inlineText(line.metric, 60)}, ${of}${said}`;
}
