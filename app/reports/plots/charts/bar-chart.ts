import { shortened } from '../../../../text/shortened.ts';
import { numberText } from '../../words/number-text.ts';
import { PlotProblem, type Chart, type Side } from './chart.ts';
import type { CurvePlot } from './curve-chart.ts';
import { CONFIG, SERIES, SIZE } from './look.ts';
import { placedNames, WITHOUT_PLACE } from './placed-names.ts';
import { numberOf, readColumns, wordOf } from './read-columns.ts';

const MOST_BARS = 30;
const LABEL = 18;

type Bar = { readonly name: string; readonly value: number };

/** A bar for each name, in the order of the table; those of other sides below it. */
export function barChart(plot: CurvePlot, sides: readonly Side[]): Chart {
  const tables = sides.map(({ name, text }) => ({ name, bars: barsOf(plot, text) }));
  const [own] = tables;
  if (own === undefined || own.bars.length === 0) {
    const [y] = plot.y;
    throw new PlotProblem(`${plot.path} has no row with \`${plot.x}\` and a number in \`${y}\`.`);
  }
  const shown = longest(own.bars);
  const left = own.bars.length - shown.length;
  return {
    spec: specOf(plot, tables, shown),
    alt: altOf(plot, own.bars, sides.length),
    notes:
      left > 0
        ? [`The ${MOST_BARS} longest bars are shown, of ${numberText(own.bars.length)}.`]
        : [],
  };
}

/** What comes twice has the length of the last. */
function barsOf({ path, x, y }: CurvePlot, text: string): readonly Bar[] {
  const [names = [], lengths = []] = readColumns(path, text, [x, ...y]);
  const bars = names.flatMap((cell, row): [string, number][] => {
    const [name, value] = [wordOf(cell), numberOf(lengths[row])];
    return name === null || value === null ? [] : [[name, value]];
  });
  return [...new Map(bars)].map(([name, value]) => ({ name, value }));
}

function longest(bars: readonly Bar[]): readonly string[] {
  const ranked = bars.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const kept = new Set(ranked.slice(0, MOST_BARS).map(({ name }) => name));
  return bars.flatMap(({ name }) => (kept.has(name) ? [name] : []));
}

type Bars = { readonly name: string; readonly bars: readonly Bar[] };

const THICK = 16;

function specOf(plot: CurvePlot, tables: readonly Bars[], shown: readonly string[]): Chart['spec'] {
  const label = placedNames(shown, LABEL);
  const sides = tables.map(({ name }) => name);
  const values = tables.flatMap(({ name: side, bars }) =>
    bars.flatMap(({ name, value }) => {
      const text = label.get(name);
      return text === undefined ? [] : [{ name: text, value, side }];
    }),
  );
  return {
    width: SIZE.width - 60,
    height: { step: THICK },
    data: { values },
    mark: 'bar',
    encoding: {
      y: nameAxis([...label.values()]),
      ...(sides.length > 1 && {
        yOffset: { field: 'side', type: 'nominal' as const, sort: sides },
      }),
      x: { field: 'value', type: 'quantitative', title: plot.y[0] ?? null },
      color: {
        field: 'side',
        type: 'nominal',
        scale: { domain: sides, range: [...SERIES] },
        legend: sides.length === 1 ? null : { symbolType: 'square', symbolSize: 100 },
      },
    },
    config: CONFIG,
  };
}

function nameAxis(names: string[]) {
  return {
    field: 'name',
    type: 'nominal' as const,
    title: null,
    sort: names,
    axis: {
      labelExpr: WITHOUT_PLACE,
      labelLimit: 260,
      labelOverlap: false,
      ticks: false,
    },
  };
}

function altOf({ x, y }: CurvePlot, bars: readonly Bar[], sides: number): string {
  const sorted = bars.toSorted((a, b) => b.value - a.value);
  const told = (bar: Bar | undefined) =>
    bar === undefined ? '' : `${shortened(bar.name, LABEL)} ${numberText(bar.value)}`;
  const models = sides > 1 ? ` of ${sides} models` : '';
  return `${y[0] ?? ''} by ${x}${models}, ${bars.length} bars: highest ${told(sorted[0])}, lowest ${told(sorted.at(-1))}.`;
}
