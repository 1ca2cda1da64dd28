import { html } from 'hono/html';
import { totalOf, type RunCost } from '../../../costs/run-cost.ts';
import { shown } from '../../../reports/html/shown.ts';
import { dollarsText } from '../../../../text/dollars-text.ts';
import type { Html } from '../../frame/document.ts';
import type { RepoCosts } from './load-costs.ts';

const DAY_MS = 86_400_000;
const WIDTH = 600;
const LEFT = 52;
const TOP = 10;
const BOTTOM = 150;
const MOST_NAMED = 2;

/** A bar for each day of a month, with the dearest pipelines apart; nothing where no day cost anything. */
export function dayChart(
  runs: readonly RunCost[],
  { from, to }: RepoCosts['month'],
): Html | string {
  const days = Math.round((to - from) / DAY_MS);
  const series = seriesOf(runs, { from, days });
  const tallest = Math.max(0, ...sums(series, days));
  if (tallest === 0) return '';
  const top = niceAbove(tallest);
  const slot = (WIDTH - LEFT) / days;
  const heightOf = (usd: number) => (usd / top) * (BOTTOM - TOP);
  const bars = Array.from({ length: days }, (_, day) => bar(series, { day, slot, heightOf }));
  return html`<svg
      class="days"
      viewBox="0 0 ${WIDTH} 170"
      role="img"
      aria-label="Cost of each day of the month; the table by day has the figures"
    >
      ${ticks(top)} ${bars} ${dates(days, slot)}
    </svg>
    <ul class="legend">
      ${series.map(
        ({ name, usd }, at) =>
          html`<li class="s-${at}">
            ${shown(name)} ${dollarsText(usd.reduce((a, b) => a + b, 0))}
          </li>`,
      )}
    </ul>`;
}

function ticks(top: number): readonly Html[] {
  return [0, 1, 2, 3].map((at) => {
    const y = BOTTOM - ((BOTTOM - TOP) * at) / 3;
    return html`<path d="M${LEFT} ${round(y)}H${WIDTH}" /><text
        x="${LEFT - 6}"
        y="${round(y + 4)}"
        class="end"
        >${tickText((top * at) / 3)}</text
      >`;
  });
}

/** Whole dollars without cents. */
function tickText(usd: number): string {
  return dollarsText(usd).replace(/\.00$/, '');
}

function dates(days: number, slot: number): readonly Html[] {
  return [0, 7, 14, 21, 28]
    .filter((day) => day < days)
    .map((day) => {
      const x = round(LEFT + slot * (day + 0.5));
      return html`<text x="${x}" y="${BOTTOM + 16}" class="middle">${day + 1}</text>`;
    });
}

type Series = { readonly name: string; readonly usd: readonly number[] };

function seriesOf(
  runs: readonly RunCost[],
  { from, days }: { readonly from: number; readonly days: number },
): readonly Series[] {
  const byPipeline = Map.groupBy(runs, ({ pipeline }) => pipeline);
  const all = [...byPipeline].map(([name, own]): Series => {
    const usd = Array.from({ length: days }, () => 0);
    for (const run of own) {
      const day = Math.min(days - 1, Math.floor((run.at - from) / DAY_MS));
      usd[day] = (usd[day] ?? 0) + totalOf(run).usd;
    }
    return { name, usd };
  });
  const paid = all.filter(({ usd }) => sum(usd) > 0).toSorted((a, b) => sum(b.usd) - sum(a.usd));
  const [named, others] = [paid.slice(0, MOST_NAMED), paid.slice(MOST_NAMED)];
  return others.length === 0 ? named : [...named, { name: 'others', usd: sums(others, days) }];
}

function bar(
  series: readonly Series[],
  at: {
    readonly day: number;
    readonly slot: number;
    readonly heightOf: (usd: number) => number;
  },
): readonly Html[] {
  const { day, slot, heightOf } = at;
  let y = BOTTOM;
  return series.flatMap(({ name, usd }, index) => {
    const height = heightOf(usd[day] ?? 0);
    if (height <= 0) return [];
    y -= height;
    const words = `${name}, day ${day + 1}: ${dollarsText(usd[day] ?? 0)}`;
    return [
      html`<rect
        class="s-${index}"
        x="${round(LEFT + slot * day + 2)}"
        y="${round(y)}"
        width="${round(slot - 4)}"
        height="${round(height)}"
        ><title>${shown(words)}</title></rect
      >`,
    ];
  });
}

function sums(series: readonly Series[], days: number): readonly number[] {
  return Array.from({ length: days }, (_, day) => sum(series.map(({ usd }) => usd[day] ?? 0)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

/** A round number for the top of the axis, which its thirds are too. */
function niceAbove(usd: number): number {
  const unit = 10 ** Math.floor(Math.log10(usd));
  return ([3, 6, 9, 12].find((each) => each * unit >= usd) ?? 12) * unit;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
