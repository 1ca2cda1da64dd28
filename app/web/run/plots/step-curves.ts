import { html } from 'hono/html';
import { numberText } from '../../../reports/words/number-text.ts';
import type { Sample } from '../../../runtime/ports/attempts.ts';
import type { Html } from '../../frame/document.ts';
import { shown } from '../pieces.ts';

const MOST_CURVES = 24;
const MOST_POINTS = 300;
const WIDTH = 300;
const HEIGHT = 80;
const EDGE = 4;

type Point = { readonly step: number; readonly value: number };

/** Live metrics of an attempt, a small curve for each; null: it has told none. */
export function stepCurves(samples: readonly Sample[]): Html | null {
  const series = seriesOf(samples);
  if (series.size === 0) return null;
  const shownOnes = [...series].slice(0, MOST_CURVES);
  const more = series.size - shownOnes.length;
  return html`<div class="curves">${shownOnes.map(([name, points]) => curve(name, points))}</div>
    ${more > 0 ? html`<p class="dim">… and ${more} more metrics</p>` : ''}`;
}

function seriesOf(samples: readonly Sample[]): ReadonlyMap<string, Point[]> {
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

function curve(name: string, points: readonly Point[]): Html {
  const last = points.at(-1) ?? { step: 0, value: 0 };
  const all = points.map(({ value }) => value);
  const [low, high] = [least(all), most(all)];
  const told = `from ${numberText(low)} to ${numberText(high)}, last ${numberText(last.value)} at step ${last.step}`;
  const drawn = place(points, low, high);
  const end = drawn.at(-1) ?? [0, 0];
  return html`<figure>
    <figcaption>
      <span>${shown(name)}</span> <strong class="num">${numberText(last.value)}</strong>
    </figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${shown(name)}: ${told}">
      <polyline points="${drawn.map((point) => point.join(',')).join(' ')}"></polyline>
      <circle cx="${end[0]}" cy="${end[1]}" r="3"></circle>
    </svg>
    <p class="dim num">
      <span>${numberText(low)} – ${numberText(high)}</span>
      <span>step ${last.step.toLocaleString('en-US')}</span>
    </p>
  </figure>`;
}

function place(points: readonly Point[], low: number, high: number): (readonly [number, number])[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  const kept = points.filter((_, index) => (points.length - 1 - index) % every === 0);
  const steps = kept.map(({ step }) => step);
  const [first, last] = [least(steps), most(steps)];
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
