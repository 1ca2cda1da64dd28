import { html } from 'hono/html';
import { shown } from '../../../reports/html/shown.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import type { Html } from '../../frame/document.ts';
import type { Trend } from './load-trend.ts';

const WIDTH = 96;
const HEIGHT = 24;
/** Room for the mark at the end. */
const MARGIN = 4;

/** A metric in the last runs of the default branch and in this one, which is the mark; nothing where too few measured it. */
export function trendLine(trend: Trend | null, metric: string, now: number | null): Html | string {
  const before = trend?.values.get(metric);
  if (trend === null || before === undefined || now === null) return '';
  const points = placed([...before, now]);
  const [x = 0, y = 0] = points.at(-1) ?? [];
  const told = `${metric} in the last runs of ${trend.branch}: ${before.map((value) => numberText(value)).join(', ')}; in this one ${numberText(now)}`;
  return html`<svg
    class="trend"
    width="${WIDTH}"
    height="${HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="${shown(told)}"
  >
    <title>${shown(told)}</title>
    <polyline points="${points.map((point) => point.join(',')).join(' ')}"></polyline>
    <circle cx="${x}" cy="${y}" r="2.5"></circle>
  </svg>`;
}

function placed(values: readonly number[]): readonly (readonly [number, number])[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value, at) => {
    const share = high === low ? 0.5 : (value - low) / (high - low);
    const x = MARGIN + (at * (WIDTH - 2 * MARGIN)) / (values.length - 1);
    return [round(x), round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN))];
  });
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
