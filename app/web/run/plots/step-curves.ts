import { html } from 'hono/html';
import { numberText } from '../../../reports/words/number-text.ts';
import type { Sample } from '../../../runtime/ports/attempts.ts';
import type { Html } from '../../frame/document.ts';
import { shown } from '../../../reports/html/shown.ts';

const MOST_CURVES = 24;
const MOST_POINTS = 300;
const WIDTH = 300;
const HEIGHT = 80;
const EDGE = 4;

type Point = { readonly step: number; readonly value: number };

/** Live metrics of a step's attempts, the oldest first, a small curve for each, earlier attempts fainter; null: there are none. */
export function stepCurves(attempts: readonly (readonly Sample[])[]): Html | null {
  const series = seriesOf(attempts);
  if (series.size === 0) return null;
  const shownOnes = [...series].slice(0, MOST_CURVES);
  const more = series.size - shownOnes.length;
  return html`<div class="curves">${shownOnes.map(([name, lines]) => curve(name, lines))}</div>
    ${more > 0 ? html`<p class="dim">… and ${more} more metrics</p>` : ''}`;
}

/** By name, the points of each attempt that told some. */
function seriesOf(attempts: readonly (readonly Sample[])[]): ReadonlyMap<string, Point[][]> {
  const series = new Map<string, Point[][]>();
  for (const samples of attempts) {
    for (const [name, points] of pointsOf(samples)) {
      series.set(name, [...(series.get(name) ?? []), points]);
    }
  }
  return series;
}

function pointsOf(samples: readonly Sample[]): ReadonlyMap<string, Point[]> {
  const series = new Map<string, Point[]>();
  for (const { step, values } of samples) {
    for (const [name, value] of Object.entries(values)) {
      if (!Number.isFinite(value)) continue;
      const points = series.get(name);
      if (points === undefined) series.set(name, [{ step, value }]);
      else points.push({ step, value });
    }
  }
  return series;
}

function curve(name: string, lines: readonly (readonly Point[])[]): Html {
  const points = lines.flat();
  const last = points.at(-1) ?? { step: 0, value: 0 };
  const frame = frameOf(points);
  const { low, high } = frame;
  const told = `from ${numberText(low)} to ${numberText(high)}, last ${numberText(last.value)} at step ${last.step}`;
  const drawn = lines.map((line) => place(line, frame));
  const end = drawn.at(-1)?.at(-1) ?? [0, 0];
  return html`<figure>
    <figcaption>
      <span>${shown(name)}</span> <strong class="num">${numberText(last.value)}</strong>
    </figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${shown(name)}: ${told}">
      ${drawn.map((line, index) => polyline(line, index < drawn.length - 1))}
      <circle cx="${end[0]}" cy="${end[1]}" r="3"></circle>
    </svg>
    <p class="dim num">
      <span>${numberText(low)} – ${numberText(high)}</span>
      <span>step ${last.step.toLocaleString('en-US')}</span>
    </p>
  </figure>`;
}

type Spot = readonly [number, number];

function polyline(line: readonly Spot[], isEarlier: boolean): Html {
  const points = line.map((spot) => spot.join(',')).join(' ');
  return html`<polyline class="${isEarlier ? 'earlier' : ''}" points="${points}"></polyline>`;
}

type Frame = Readonly<Record<'first' | 'last' | 'low' | 'high', number>>;

function frameOf(points: readonly Point[]): Frame {
  const [steps, values] = [points.map(({ step }) => step), points.map(({ value }) => value)];
  return { first: least(steps), last: most(steps), low: least(values), high: most(values) };
}

function place(points: readonly Point[], { first, last, low, high }: Frame): readonly Spot[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  const kept = points.filter((_, index) => (points.length - 1 - index) % every === 0);
  const across = (WIDTH - 2 * EDGE) / (last - first || 1);
  const up = (HEIGHT - 2 * EDGE) / (high - low || 1);
  return kept.map(({ step, value }) => {
    const x = EDGE + (step - first) * across;
    const y = high === low ? HEIGHT / 2 : HEIGHT - EDGE - (value - low) * up;
    return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
  });
}

// Math.min(...values) fails for a hundred thousand values.
function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
