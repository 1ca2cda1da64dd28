import { shortened } from '../../../../text/shortened.ts';
import type { TablePlot } from '../../../domain/plan.ts';
import { numberText } from '../../words/number-text.ts';
import { PlotProblem, type Chart, type Side } from './chart.ts';
import { CONFIG, LOOK } from './look.ts';
import { placedNames, WITHOUT_PLACE } from './placed-names.ts';
import { readColumns, wordOf } from './read-columns.ts';

type ConfusionPlot = Extract<TablePlot, { readonly type: 'confusion' }>;

const MOST_CLASSES = 20;

/** How often each class was taken for each other, a square a side, coloured by the share of its row. */
export function confusionChart(plot: ConfusionPlot, sides: readonly Side[]): Chart {
  const tables = sides.map(({ name, text }) => ({ name, pairs: pairsOf(plot, text) }));
  const all = tables.flatMap(({ pairs }) => pairs);
  if (all.length === 0) {
    throw new PlotProblem(
      `${plot.path} has no row with \`${plot.actual}\` and \`${plot.predicted}\`.`,
    );
  }
  const { shown, left, others } = classesOf(all);
  const counted = tables.map(({ name, pairs }) => counts(name, pairs, { shown, others }));
  return {
    spec: specOf(counted, left > 0 ? [...shown, others] : shown),
    alt: altOf(counted, shown.length + left),
    notes:
      left > 0
        ? [`The ${MOST_CLASSES} most frequent classes are shown; ${left} others are one.`]
        : [],
  };
}

type Pair = readonly [actual: string, predicted: string];

function pairsOf({ path, actual, predicted }: ConfusionPlot, text: string): readonly Pair[] {
  const [truths = [], said = []] = readColumns(path, text, [actual, predicted]);
  return truths.flatMap((cell, row): Pair[] => {
    const [truth, other] = [wordOf(cell), wordOf(said[row])];
    return truth === null || other === null ? [] : [[truth, other]];
  });
}

type Classes = {
  readonly shown: readonly string[];
  /** How those are called together that are not shown. */
  readonly others: string;
};

function classesOf(pairs: readonly Pair[]): Classes & { readonly left: number } {
  const often = new Map<string, number>();
  for (const name of pairs.flat()) often.set(name, (often.get(name) ?? 0) + 1);
  const frequent = [...often].toSorted(([, a], [, b]) => b - a).slice(0, MOST_CLASSES);
  const shown = frequent.map(([name]) => name).toSorted((a, b) => ORDER.compare(a, b));
  return { shown, left: often.size - shown.length, others: othersBeside(often) };
}

/** A name that no class has. */
function othersBeside(classes: ReadonlyMap<string, number>): string {
  const name = 'all others';
  for (let place = 1; ; place += 1) {
    const free = place === 1 ? name : `${name} (${place})`;
    if (!classes.has(free)) return free;
  }
}

const ORDER = new Intl.Collator('en', { numeric: true });

type Field = {
  readonly actual: string;
  readonly predicted: string;
  readonly n: number;
  /** Of all rows of this class. */
  readonly share: number;
};

type Counted = {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly rows: number;
  readonly right: number;
};

function counts(name: string, pairs: readonly Pair[], { shown, others }: Classes): Counted {
  const known = new Set(shown);
  const named = (name: string) => (known.has(name) ? name : others);
  const byClass = Map.groupBy(pairs, ([actual]) => named(actual));
  const fields = [...byClass].flatMap(([actual, of]) =>
    [...Map.groupBy(of, ([, predicted]) => named(predicted))].map(([predicted, { length: n }]) => ({
      actual,
      predicted,
      n,
      share: n / of.length,
    })),
  );
  const right = pairs.filter(([actual, predicted]) => actual === predicted).length;
  return { name, fields, rows: pairs.length, right };
}

const CELL = { least: 22, most: 64, alone: 260, beside: 150 };
const LABEL = 24;

function specOf(counted: readonly Counted[], classes: readonly string[]): Chart['spec'] {
  const isBeside = counted.length > 1 && classes.length <= FEW;
  const cell = Math.min(
    CELL.most,
    Math.max(CELL.least, (isBeside ? CELL.beside : CELL.alone) / classes.length),
  );
  const size = Math.round(cell * classes.length);
  const labels = placedNames(classes, LABEL);
  const label = (name: string) => labels.get(name) ?? name;
  const values = counted.flatMap(({ name, fields }) =>
    fields.map(({ actual, predicted, n, share }) => ({
      actual: label(actual),
      predicted: label(predicted),
      n: numberText(n),
      share,
      side: name,
    })),
  );
  const square = squareOf([...labels.values()], { size, cell });
  if (counted.length === 1) return { ...square, data: { values }, config: CONFIG };
  const sides = counted.map(({ name }) => name);
  return {
    data: { values },
    config: CONFIG,
    facet: { field: 'side', type: 'nominal', title: null, sort: sides },
    columns: isBeside ? 2 : 1,
    spec: square,
  };
}

type SquareSize = { readonly size: number; readonly cell: number };

function squareOf(labels: readonly string[], { size, cell }: SquareSize) {
  const shade = {
    field: 'share',
    type: 'quantitative' as const,
    scale: { domain: [0, 1], range: [0.05, 0.95] },
    legend: null,
  };
  const colour = {
    condition: { test: 'datum.share > 0.55', value: LOOK.onAccent },
    value: LOOK.text,
  };
  return {
    width: size,
    height: size,
    encoding: { x: axis('predicted', labels, -40), y: axis('actual', labels, 0) },
    layer: [
      {
        mark: { type: 'rect' as const, color: LOOK.accent },
        encoding: { fillOpacity: shade },
      },
      {
        mark: { type: 'text' as const, fontSize: cell < NARROW ? 9 : 13 },
        encoding: { text: { field: 'n', type: 'nominal' as const }, color: colour },
      },
    ],
  };
}

const NARROW = 40;

/** Of so many classes two squares stand beside each other. */
const FEW = 3;

function axis(field: 'actual' | 'predicted', labels: readonly string[], labelAngle: number) {
  return {
    field,
    type: 'nominal' as const,
    sort: [...labels],
    scale: { domain: [...labels] },
    axis: {
      title: field,
      labelAngle,
      labelExpr: WITHOUT_PLACE,
      ticks: false,
      domain: false,
      grid: false,
      labelLimit: 110,
      labelOverlap: false,
    },
  };
}

function altOf(counted: readonly Counted[], classes: number): string {
  const several = counted.length > 1;
  const told = counted.map(({ name, rows, right }) => {
    const share = `${numberText(Math.round((right / rows) * 1000) / 10)} % of ${numberText(rows)} rows right`;
    return several ? `${share} (${name})` : share;
  });
  const worst = (counted[0]?.fields ?? [])
    .filter(({ actual, predicted }) => actual !== predicted)
    .toSorted((a, b) => b.n - a.n)[0];
  const error =
    worst === undefined
      ? ''
      : `; most often ${shortened(worst.actual, LABEL)} is taken for ${shortened(worst.predicted, LABEL)}, ${numberText(worst.n)} times`;
  return `Confusion of ${classes} classes: ${told.join(' and ')}${error}.`;
}
