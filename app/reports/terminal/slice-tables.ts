import type { RunView } from '../../../schemas/run-view.generated.ts';
import { line, type Line } from '../layout/line.ts';
import { table, type Column } from '../layout/table.ts';
import type { Report, Side } from '../report/report.ts';
import { CLAIM_WORDS, sideText } from '../report/report-words.ts';
import { notableSlices, slicedSides, sliceText, type SliceChange } from '../report/slice-words.ts';
import { signedIntervalText } from '../words/interval-text.ts';
import { numberText, signed } from '../words/number-text.ts';
import { runNumber } from '../words/run-words.ts';
import { count } from '../words/step-words.ts';

/** As many as fit a screen; --json has all. */
const MOST_ROWS = 20;

/** Slices beside each side that measured some, what got worse first; without one, by themselves. */
export function sliceTables(
  report: Report,
  view: RunView,
  width: number,
): readonly (readonly Line[])[] {
  if ((report.slices ?? []).length === 0) return [];
  const sides = slicedSides(report);
  return (sides.length === 0 ? [null] : sides).map((side) => {
    const rows = notableSlices(report, side);
    const more = rows.length - MOST_ROWS;
    const head =
      sides.length > 1 && side !== null ? [line(`Slices beside ${sideText(side)}`, 'strong')] : [];
    const rest = more > 0 ? [line(`… and ${count(more, 'more row')} (--json has all)`, 'dim')] : [];
    return head.concat(sliceTable(rows.slice(0, MOST_ROWS), { view, side, width }), rest);
  });
}

type Beside = { readonly view: RunView; readonly side: Side | null; readonly width: number };

function sliceTable(rows: readonly SliceChange[], { view, side, width }: Beside): readonly Line[] {
  const compared: readonly Column[] = [
    { title: 'change', align: 'right' },
    { title: '' },
    { title: 'change, 95 %' },
  ];
  const columns: readonly Column[] = [
    { title: 'slice', shrinkTo: 16, cut: 'end' },
    { title: 'metric', shrinkTo: 12, cut: 'start' },
    { title: 'rows', align: 'right' },
    { title: `#${runNumber(view)}`, align: 'right' },
    ...(side === null ? [] : compared),
  ];
  return table(
    columns,
    rows.map((row) => cellsOf(row, side !== null)),
    width,
  );
}

function cellsOf({ slice, metric, change }: SliceChange, isCompared: boolean): readonly Line[] {
  const own = [
    line(sliceText(slice)),
    line(metric.name),
    line(slice.n.toLocaleString('en-US')),
    line(numberText(metric.value)),
  ];
  if (!isCompared) return own;
  if (change === null) return [...own, line('–'), [], []];
  const { tone, short } = CLAIM_WORDS[change.claim];
  const sure = change.why ?? (change.interval === null ? '' : signedIntervalText(change.interval));
  return [...own, line(signed(change.change), tone), line(short, tone), line(sure, 'dim')];
}
