import { ownValue } from '../../domain/own-value.ts';
import { whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { signedIntervalText } from '../words/interval-text.ts';
import { numberText, signed } from '../words/number-text.ts';
import { count } from '../words/step-words.ts';
import type { Change, Report, ReportedSlice, Side } from './report.ts';
import { CLAIM_WORDS } from './report-words.ts';
import {
  notableSlices,
  sliceCounts,
  slicedSides,
  sliceNotes,
  sliceText,
  type SliceChange,
} from './slice-words.ts';

/** So many rows a reader takes in; names of slices come from a table, and no more of it leaves the run. */
const MOST_ROWS = 10;
const LONGEST_NAME = 60;

/** Where it got worse beside the first side that measured slices; open where it did. */
export function sliceSections(report: Report): readonly Section[] {
  const { slices = [] } = report;
  if (slices.length === 0) return [];
  const [side = null] = slicedSides(report);
  const rows = notableSlices(report, side);
  const shown = rows.slice(0, MOST_ROWS);
  const { summary, isOpen } = summaryOf(report, side);
  const notes = [
    ...sliceNotes(report),
    ...(rows.length > shown.length ? [`${rows.length - shown.length} more`] : []),
  ];
  return [
    whole(
      [
        `<details${isOpen ? ' open' : ''}><summary>${summary}</summary>`,
        tableOf(shown, side),
        ...(notes.length === 0
          ? []
          : [`<sub>${notes.map((note) => inlineText(note)).join(' · ')}</sub>`]),
        '</details>',
      ].join('\n\n'),
    ),
  ];
}

function summaryOf(
  report: Report,
  side: Side | null,
): { readonly summary: string; readonly isOpen: boolean } {
  const { length } = report.slices ?? [];
  const all = count(length, 'slice');
  if (side === null) return { summary: `<b>Slices</b>: ${length}`, isOpen: false };
  const { worse, judged } = sliceCounts(report, side);
  if (worse > 0) return { summary: `<b>Where it got worse</b>: ${worse} of ${all}`, isOpen: true };
  const isKnown = judged > 0 || (report.slices ?? []).some(hasClaim(side));
  const words = isKnown ? `none of ${length} was seen to get worse` : `${length}, cannot tell`;
  return { summary: `<b>Slices</b>: ${words}`, isOpen: false };
}

function hasClaim({ name }: Side) {
  return ({ metrics }: ReportedSlice): boolean =>
    metrics.some(({ against }) => {
      const change = ownValue(against, name);
      return change !== undefined && change.claim !== 'cannot-tell';
    });
}

function tableOf(rows: readonly SliceChange[], side: Side | null): string {
  const beside = side === null ? [] : [`vs ${inlineCode(side.name)}`];
  const head = [
    ['Slice', 'Metric', 'This run', ...beside, 'Rows'],
    [':--', ':--', '--:', ...beside.map(() => ':--'), '--:'],
  ];
  const body = rows.map(({ slice, metric, change }) => [
    inlineCode(sliceText(slice), LONGEST_NAME),
    inlineText(metric.name, LONGEST_NAME),
    numberText(metric.value),
    ...(side === null ? [] : [change === null ? '–' : changeCell(change)]),
    slice.n.toLocaleString('en-US'),
  ]);
  return [...head, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function changeCell(change: Change): string {
  const mark = toneMark(CLAIM_WORDS[change.claim].tone);
  const sure =
    change.interval === null ? '' : `, ${unbroken(`95 % ${signedIntervalText(change.interval)}`)}`;
  const moved = change.change === 0 ? '=' : signed(change.change);
  const why = change.why === undefined ? '' : `, ${inlineText(change.why, LONGEST_NAME)}`;
  return `${mark} ${moved} <sub>from ${numberText(change.value)}${sure}${why}</sub>`;
}

/** On a telephone a table is scrolled, in place of having a line for each word. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}
