import { keepApart } from './apart.ts';
import { fitLine, padLine, type Cut } from './fit.ts';
import { indent, line, lineText, lineWidth, span, type Line } from './line.ts';
import { wrap } from './wrap.ts';

export type Column = {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut to so many columns when the table is too wide; of several the widest is cut first. Without it nothing is. */
  readonly shrinkTo?: number;
  /** Where it is cut. */
  readonly cut?: Cut;
  /** Prose: where there is too little room it goes on in lines below, and nothing is cut. */
  readonly wraps?: true;
};

const GAP = '  ';
/** Of the columns that go on below a row. */
const BELOW = 4;

/**
 * A table of at most `width` columns: what may shrink shrinks, prose wraps, and what then still has no room goes on in a
 * line below, so that nothing else is ever cut, and names that differ never look the same; columns without any content
 * are left out.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Line[])[],
  width: number,
): readonly Line[] {
  const used = columns.flatMap((column, index) => {
    const content = Math.max(0, ...rows.map((row) => lineWidth(row[index] ?? [])));
    return content === 0 ? [] : [{ column, index, width: Math.max(content, column.title.length) }];
  });
  const bands = bandsOf(isTooWide(used, width) ? used.map(apart(rows, width)) : used, width);
  const layOut = (cells: (index: number) => Line): readonly Line[] =>
    bands.flatMap((band, place) => {
      const isEmpty = band.every(({ index }) => lineWidth(cells(index)) === 0);
      if (place > 0 && isEmpty) return [];
      const lines = layOutBand(band, cells);
      return place === 0 ? lines : lines.map((each) => indent(each, BELOW));
    });
  return [
    ...layOut((index) => line(columns[index]?.title ?? '', 'dim')),
    ...rows.flatMap((row) => layOut((index) => row[index] ?? [])),
  ];
}

function isTooWide(columns: readonly Used[], width: number): boolean {
  return sum(columns.map((column) => column.width)) + GAP.length * (columns.length - 1) > width;
}

/** A column that may be cut, but not so far that its cells cannot be told apart. */
function apart(rows: readonly (readonly Line[])[], width: number): (used: Used) => Used {
  return (used) => {
    const { column, index } = used;
    const { shrinkTo, wraps, cut = 'end' } = column;
    if (shrinkTo === undefined || wraps === true || used.width <= shrinkTo) return used;
    const cells = rows.map((row) => row[index] ?? []);
    const found = keepApart(cells, cut, { least: shrinkTo, most: width - BELOW });
    return { ...used, column: { ...column, shrinkTo: found.least, cut: found.cut } };
  };
}

function layOutBand(band: readonly Used[], cells: (index: number) => Line): readonly Line[] {
  const columnLines = band.map(({ column, index, width }) =>
    column.wraps === true ? wrapCell(cells(index), width) : [cells(index)],
  );
  const height = Math.max(1, ...columnLines.map((cell) => cell.length));
  return Array.from({ length: height }, (_, below) =>
    joinCells(
      band.map(({ column, width }, place) => {
        const cell = columnLines[place]?.[below] ?? [];
        const isLast = place === band.length - 1 && column.align !== 'right';
        return isLast
          ? fitLine(cell, width, column.cut)
          : padLine(cell, width, column.align, column.cut);
      }),
    ),
  );
}

function joinCells(cells: readonly Line[]): Line {
  return cells.flatMap((cell, place) => (place === 0 ? cell : [span(GAP), ...cell]));
}

function wrapCell(cell: Line, width: number): readonly Line[] {
  return wrap(lineText(cell), width).map((text) => line(text, cell[0]?.tone));
}

type Used = { readonly column: Column; readonly index: number; readonly width: number };

/** The columns that stand beside each other, each as wide as it may be: mostly all of them. */
function bandsOf(columns: readonly Used[], width: number): readonly (readonly Used[])[] {
  const bands: Used[][] = [[]];
  for (const column of columns) {
    const last = bands.at(-1) ?? [];
    const room = bands.length === 1 ? width : width - BELOW;
    if (last.length > 0 && leastWidth([...last, column]) > room) bands.push([column]);
    else last.push(column);
  }
  return bands.map((band, place) => shrink(band, place === 0 ? width : width - BELOW));
}

function leastWidth(columns: readonly Used[]): number {
  const least = columns.map(({ column, width }) => Math.min(width, column.shrinkTo ?? width));
  return sum(least) + GAP.length * (columns.length - 1);
}

function shrink(columns: readonly Used[], width: number): readonly Used[] {
  const widths = columns.map((column) => column.width);
  const room = width - GAP.length * (columns.length - 1);
  for (let excess = sum(widths) - room; excess > 0; excess -= 1) {
    const widest = widestToShrink(columns, widths);
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return columns.map((column, place) => ({ ...column, width: widths[place] ?? 0 }));
}

function widestToShrink(columns: readonly Used[], widths: readonly number[]): number {
  let widest = -1;
  for (const [index, { column }] of columns.entries()) {
    const width = widths[index] ?? 0;
    if (width <= (column.shrinkTo ?? width)) continue;
    if (widest === -1 || width > (widths[widest] ?? 0)) widest = index;
  }
  return widest;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
