import type { RunView } from '../../../schemas/run-view.generated.ts';
import { ownValue } from '../../domain/own-value.ts';
import { cut } from '../../../text/shortened.ts';
import { line, span, type Line } from '../layout/line.ts';
import { table, type Column } from '../layout/table.ts';
import type { Change, Report, ReportedMetric, Side } from '../report/report.ts';
import { CLAIM_WORDS, sideText } from '../report/report-words.ts';
import { numberOrDash, signed } from '../words/number-text.ts';
import { intervalText, signedIntervalText } from '../words/interval-text.ts';
import { runNumber } from '../words/run-words.ts';

/** Every metric, the most important first: a table for each side that measured it; without one, the numbers alone. */
export function reportTables(
  report: Report,
  view: RunView,
  width: number,
): readonly (readonly Line[])[] {
  const sides = report.sides.filter(({ found }) => found.type === 'measured');
  if (sides.length === 0) return [metricTable(report, view, { side: null, title: '', width })];
  return sides.map((side) => {
    const isOnly = sides.length === 1;
    const title = isOnly ? onlyTitle(side) : numberOf(side);
    const rows = metricTable(report, view, { side, title, width });
    return isOnly ? rows : [line(`Beside ${sideText(side)}`, 'strong')].concat(rows);
  });
}

/** What is longer is cut in the head of a column: the lines above have it whole. */
const MOST_TITLE = 24;

type Beside = { readonly side: Side | null; readonly title: string; readonly width: number };

function metricTable(
  { metrics }: Report,
  view: RunView,
  { side, title, width }: Beside,
): readonly Line[] {
  const columns: readonly Column[] = [
    { title: 'metric', shrinkTo: 12, cut: 'start' },
    { title: `#${runNumber(view)}`, align: 'right' },
    { title, align: 'right' },
    { title: 'change', align: 'right' },
    { title: '' },
    // Last: where there is too little room they go on below, and the answer stands with its number.
    { title: `#${runNumber(view)}, 95 %` },
    { title: 'change, 95 %' },
  ];
  const rows = metrics.flatMap((metric) => {
    const old = side === null ? null : oldValue(side, metric);
    return metric.value === null && old === null ? [] : [row(metric, side, old)];
  });
  return table(columns, rows, width);
}

function onlyTitle(side: Side): string {
  return side.is === 'run-before' ? numberOf(side) : cut(sideText(side), MOST_TITLE);
}

/** A side by what is shortest, below a line that names it. */
function numberOf({ name, version, run }: Side): string {
  if (version !== null) return `v${version}`;
  return run === null ? cut(name, MOST_TITLE) : `#${run.number}`;
}

function row(metric: ReportedMetric, side: Side | null, old: number | null): readonly Line[] {
  const { name, goal, isPrimary, value, interval } = metric;
  const change = side === null ? undefined : ownValue(metric.against, side.name);
  const tone = isPrimary ? 'strong' : 'plain';
  return [
    [
      span(name, tone),
      span(goal === null ? '' : WAYS[goal], 'dim'),
      span(isPrimary ? ' ★' : '', 'accent'),
    ],
    line(numberOrDash(value), tone),
    line(side === null ? '' : numberOrDash(old)),
    ...changeCells(change),
    line(interval === null ? '' : intervalText(interval), 'dim'),
    line(change?.interval == null ? '' : signedIntervalText(change.interval), 'dim'),
  ];
}

const WAYS = { up: ' ↑', down: ' ↓' } as const;

function changeCells(change: Change | undefined): readonly Line[] {
  if (change === undefined) return [[], []];
  const { tone, short } = CLAIM_WORDS[change.claim];
  return [line(signed(change.change), tone), line(short, tone)];
}

/** What a side measured; null: not this. */
function oldValue({ found }: Side, { name }: ReportedMetric): number | null {
  return found.type === 'measured' ? (ownValue(found.metrics, name) ?? null) : null;
}
