import { fitLine, padLine } from './fit.ts';
import { line, lineWidth, span, type Line } from './line.ts';

export type Column = {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut to so many columns when the table is too wide; of several the widest is cut first. */
  readonly shrinkTo?: number;
};

const GAP = '  ';

/** A table of at most `width` columns: what may shrink shrinks, and then lines are cut; columns without any content are left out. */
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
  const layOut = (cells: (index: number) => Line): Line =>
    fitLine(
      used.flatMap(({ column, index }, place) => {
        const cell = padLine(cells(index), widths[place] ?? 0, column.align);
        return place === used.length - 1 ? cell : cell.concat(span(GAP));
      }),
      width,
    );
  return [
    layOut((index) => line(columns[index]?.title ?? '', 'dim')),
    ...rows.map((row) => layOut((index) => row[index] ?? [])),
  ];
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
