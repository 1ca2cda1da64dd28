import { fitLine, type Cut } from './fit.ts';
import { lineText, lineWidth, type Line } from './line.ts';

/** How narrow a column of names may be, and how they are cut then. */
export type Apart = { readonly least: number; readonly cut: Cut };

/**
 * The least width, from `least` up to `most`, at which names that differ still look different when they are cut; they
 * are cut in the middle where the cut that is preferred would make them look the same.
 */
export function keepApart(
  cells: readonly Line[],
  preferred: Cut,
  { least, most }: { readonly least: number; readonly most: number },
): Apart {
  const names = [
    ...new Map(cells.map((cell) => [lineText(nameIn(cell, preferred)), cell])).values(),
  ];
  const areApart = (width: number, cut: Cut) => {
    const shown = names.map((cell) => lineText(nameIn(fitLine(cell, width, cut), cut)));
    return new Set(shown).size === names.length;
  };
  if (areApart(least, preferred)) return { least, cut: preferred };
  const cut = preferred === 'head' ? 'head-middle' : 'middle';
  const longest = Math.max(0, ...cells.map(lineWidth));
  const widest = Math.max(least, Math.min(most, longest));
  return { least: narrowest(least, widest, (width) => areApart(width, cut)), cut };
}

/** What stands behind a name, its value, tells no names apart. */
function nameIn(cell: Line, cut: Cut): Line {
  return cut === 'head' || cut === 'head-middle' ? cell.slice(0, 1) : cell;
}

/** The more of a text is shown, the more texts differ: so it can be halved. */
function narrowest(
  least: number,
  widest: number,
  isWideEnough: (width: number) => boolean,
): number {
  let [low, high] = [least, widest];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isWideEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
