import { html } from 'hono/html';
import type { StepView } from '../../../../schemas/run-view.generated.ts';
import { ownValue } from '../../../domain/own-value.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import { shownKey } from '../../../reports/words/step-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Html } from '../../frame/document.ts';
import { stepLink } from '../run-links.ts';
import { cellValue, type SweepKey } from './sweep-keys.ts';
import type { Sweep } from './drawn-sweep.ts';

/** The best, if there are more. */
const MOST_LINES = 300;
const MOST_AXES = 10;
/** Of an axis with more values only the first and the last are written. */
const MOST_MARKS = 9;
const STRONG = 10;
const GAP = 150;
const HEIGHT = 230;
const TOP = 34;
const LEFT = 60;

type Axis = {
  readonly name: string;
  /** Where a cell crosses it, from 0 at its foot to 1; null: not at all. */
  readonly place: (cell: StepView) => number | null;
  readonly marks: readonly { readonly at: number; readonly text: string }[];
};

/** Cells as lines across an axis for each key and one for the metric, the ten best strong; each leads to its log. */
export function parallelCoordinates({ run, ranked, keys }: Sweep): Html | null {
  const measured = ranked.cells.filter((cell) =>
    Number.isFinite(ownValue(cell.metrics, ranked.metric) ?? Number.NaN),
  );
  const drawn = measured.slice(0, MOST_LINES);
  if (drawn.length === 0) return null;
  const axes = [...keys.slice(0, MOST_AXES).map(keyAxis), metricAxis(ranked.metric, drawn)];
  const width = 2 * LEFT + GAP * (axes.length - 1);
  const label = `${drawn.length} cells as lines across ${axes.map(({ name }) => name).join(', ')}; the table says the same`;
  return html`<figure class="parallel">
    <div class="wide" tabindex="0" role="region" aria-label="Parallel coordinates">
      <svg width="${width}" height="${HEIGHT + TOP + 14}" role="group" aria-label="${shown(label)}">
        ${drawn.map((cell, rank) => line(run, cell, { axes, rank })).toReversed()}
        ${axes.map((axis, at) => axisLine(axis, LEFT + at * GAP))}
      </svg>
    </div>
    <figcaption class="dim">
      Each line is a cell, the ten best strong; what made them so stands in the table, since one run
      of each says
      little.${measured.length > drawn.length ? ` Only the ${MOST_LINES} best are drawn.` : ''}
    </figcaption>
  </figure>`;
}

function line(
  run: string,
  cell: StepView,
  { axes, rank }: { readonly axes: readonly Axis[]; readonly rank: number },
): Html {
  const points = axes.flatMap(({ place }, at) => {
    const share = place(cell);
    return share === null ? [] : [`${LEFT + at * GAP},${yOf(share)}`];
  });
  // The same links stand in the table and in the list of cells, where the keyboard reaches them.
  return html`<a href="${stepLink(run, cell.key)}" tabindex="-1" aria-label="${shownKey(cell.key)}"
    ><polyline class="${rank < STRONG ? 'strong' : ''}" points="${points.join(' ')}"></polyline
  ></a>`;
}

function axisLine({ name, marks }: Axis, x: number): Html {
  return html`<line x1="${x}" x2="${x}" y1="${TOP}" y2="${TOP + HEIGHT}"></line>
    <text x="${x}" y="16" text-anchor="middle" class="name">${cutName(shown(name))}</text>
    ${marks.map(({ at, text }) => html`<text x="${x + 5}" y="${yOf(at) + 4}">${cutName(shown(text))}</text>`)}`;
}

const LONGEST = 16;

function cutName(text: string): string {
  const letters = Array.from(text);
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : text;
}

function keyAxis({ name, values }: SweepKey): Axis {
  const places = new Map(values.map((value, at) => [value, at / (values.length - 1)]));
  const last = values.length - 1;
  const marked = values.filter((_, at) => last < MOST_MARKS || at === 0 || at === last);
  return {
    name,
    place: (cell) => places.get(cellValue(cell, name)) ?? null,
    marks: marked.map((text) => ({ at: places.get(text) ?? 0, text })),
  };
}

function metricAxis(name: string, cells: readonly StepView[]): Axis {
  const valueOf = (cell: StepView) => ownValue(cell.metrics, name) ?? Number.NaN;
  const values = cells.map(valueOf);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return {
    name,
    place: (cell) => (high === low ? 0.5 : (valueOf(cell) - low) / (high - low)),
    marks: [
      { at: 0, text: numberText(low) },
      { at: 1, text: numberText(high) },
    ],
  };
}

function yOf(share: number): number {
  return Math.round(TOP + HEIGHT - share * HEIGHT);
}
