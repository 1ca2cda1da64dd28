import { fitLine, padLine } from './fit.ts';
import { line, lineText, lineWidth, span, type Line } from './line.ts';
import { wrap } from './wrap.ts';

export type Column = {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut to so many columns when the table is too wide; of several the widest is cut first. */
  readonly shrinkTo?: number;
  /** Prose: where there is too little room it goes on in lines below, and nothing is cut. */
  readonly wraps?: true;
};

const GAP = '  ';

/** A table of at most `width` columns: what may shrink shrinks, prose wraps, and then lines are cut; columns without any content are left out. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Line[])[],
  width: number,
): readonly Line[] {
  const used = columns.flatMap((column, index) => {
    const content = Math.max(0, ...rows.map((row) => lineWidth(row[index] ?? [])));
    return content === 0 ? [] : [{ column, index, width: Math.max(content, column.title.length) }];
  });
  const widths = shrink(used, width - GAP.length * (used.length - 1));
  const layOut = (cells: (index: number) => Line): readonly Line[] => {
    const columnLines = used.map(({ column, index }, place) =>
      column.wraps === true ? wrapCell(cells(index), widths[place] ?? 0) : [cells(index)],
    );
    const height = Math.max(1, ...columnLines.map((cell) => cell.length));
    return Array.from({ length: height }, (_, below) => {
      const parts = used.map(({ column }, place) => {
        const cell = columnLines[place]?.[below] ?? [];
        const isLast = place === used.length - 1 && column.align !== 'right';
        return isLast ? cell : padLine(cell, widths[place] ?? 0, column.align);
      });
      return fitLine(joinCells(parts), width);
    });
  };
  return [
    ...layOut((index) => line(columns[index]?.title ?? '', 'dim')),
    ...rows.flatMap((row) => layOut((index) => row[index] ?? [])),
  ];
}

function joinCells(cells: readonly Line[]): Line {
  return cells.flatMap((cell, place) => (place === 0 ? cell : [span(GAP), ...cell]));
}

function wrapCell(cell: Line, width: number): readonly Line[] {
  return wrap(lineText(cell), width).map((text) => line(text, cell[0]?.tone));
}

type Used = { readonly column: Column; readonly width: number };

function shrink(columns: readonly Used[], width: number): readonly number[] {
  const widths = columns.map((column) => column.width);
  for (let excess = sum(widths) - width; excess > 0; excess -= 1) {
    const widest = widestToShrink(columns, widths);
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
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
