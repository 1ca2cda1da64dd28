import { html } from 'hono/html';
import type { Html } from '../html.ts';
import type { XyChart } from './read-xy-chart.ts';

const WIDTH = 820;
const HEIGHT = 300;
const LEFT = 64;
const RIGHT = 20;
const TOP = 12;
const BOTTOM = 44;
const TICKS = 6;

/** Lines over two axes, much as Mermaid draws them: a line's numbers lie evenly from one end to the other. */
export function drawXyChart({ x, y, lines }: XyChart): Html {
  const across = (share: number) => LEFT + share * (WIDTH - LEFT - RIGHT);
  const up = (value: number) =>
    HEIGHT - BOTTOM - ((value - y.low) / (y.high - y.low)) * (HEIGHT - TOP - BOTTOM);
  const place = (step: number) => across((step - x.first) / (x.last - x.first));
  return html`<div class="graph" tabindex="0" role="group" aria-label="Chart">
    <svg
      class="chart"
      width="${WIDTH}"
      height="${HEIGHT}"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="${lines.length} lines over ${x.title}"
    >
      ${ticksOf(y.low, y.high).map(
        (value) =>
          html`<line
              x1="${LEFT}"
              x2="${WIDTH - RIGHT}"
              y1="${up(value).toFixed(1)}"
              y2="${up(value).toFixed(1)}"
              stroke="#8c959f"
              stroke-opacity="0.35"
            /><text
              x="${LEFT - 8}"
              y="${(up(value) + 4).toFixed(1)}"
              text-anchor="end"
              font-size="12"
              fill="currentColor"
              >${value}</text
            >`,
      )}
      ${ticksOf(x.first, x.last).map(
        (step) =>
          html`<text
            x="${place(step).toFixed(1)}"
            y="${HEIGHT - BOTTOM + 18}"
            text-anchor="middle"
            font-size="12"
            fill="currentColor"
            >${step}</text
          >`,
      )}
      <text
        x="${across(0.5)}"
        y="${HEIGHT - 6}"
        text-anchor="middle"
        font-size="13"
        fill="currentColor"
      >
        ${x.title}
      </text>
      ${lines.map(({ values, colour }) => {
        const points = values.map((value, at) => {
          const share = values.length === 1 ? 0 : at / (values.length - 1);
          return `${across(share).toFixed(1)},${up(value).toFixed(1)}`;
        });
        return html`<polyline
          points="${points.join(' ')}"
          fill="none"
          stroke="${colour}"
          stroke-width="2"
        />`;
      })}
    </svg>
  </div>`;
}

/** Round numbers within a range, about six of them. */
function ticksOf(low: number, high: number): readonly number[] {
  const rough = (high - low) / TICKS;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((times) => unit * times >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, at) => Number(((first + at) * step).toPrecision(6)));
}
