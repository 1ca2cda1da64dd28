import { open } from 'node:fs/promises';
import { csvCell } from '../../../text/csv-cell.ts';

/** A file that grows by lines. */
export type LineFile = {
  readonly write: (lines: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Makes the file; it may not be there yet. */
export async function openLineFile(path: string): Promise<LineFile> {
  const file = await open(path, 'wx');
  return {
    write: async (lines) => {
      if (lines.length > 0) await file.appendFile(lines.map((line) => `${line}\n`).join(''));
    },
    close: () => file.close(),
  };
}

/** A row of CSV. A number is written as programs read it; null is an empty cell. */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return cells
    .map((cell) => (typeof cell === 'string' ? csvCell(cell) : cell === null ? '' : String(cell)))
    .join(',');
}
