/** Cells of some columns of a table; of a CSV file they are texts. */
export type Table = {
  /** Of the whole table. */
  readonly columns: readonly string[];
  /** One list for each wanted column, null: there is no such column. */
  readonly cells: readonly (readonly unknown[] | null)[];
};

/** Four times what a megabyte of full lines holds; only lines that lack most of their cells come to more. */
const MOST_CELLS = 2_000_000;

/** Reads those columns of comma- or tab-separated lines. Nothing is kept of others, however many there are. */
export function readSeparated(text: string, separator: string, wanted: readonly string[]): Table {
  const lines = linesOf(text, separator);
  const columns = lines.next().value ?? [];
  const places = wanted.map((name) => columns.lastIndexOf(name));
  const cells = places.map((): string[] => []);
  let left = MOST_CELLS / wanted.length;
  for (const line of lines) {
    if (left < 1) break;
    left -= 1;
    for (const [index, place] of places.entries()) cells[index]?.push(line[place] ?? '');
  }
  const known = columns.filter((name) => name !== '');
  return { columns: known, cells: cells.map((list, at) => (places[at] === -1 ? null : list)) };
}

/** The same of a list of maps. */
export function readRows(rows: readonly unknown[], wanted: readonly string[]): Table {
  const maps = rows.slice(0, MOST_CELLS / wanted.length).filter(isRow);
  const cells = wanted.map((name) => {
    const list = maps.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined));
    return list.some((cell) => cell !== undefined) ? list : null;
  });
  return { columns: Object.keys(maps[0] ?? {}), cells };
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The lines of a table as lists of cells: https://www.rfc-editor.org/rfc/rfc4180#section-2 */
function* linesOf(text: string, separator: string): Generator<string[], undefined> {
  const cell = new RegExp(`"((?:[^"]|"")*)"?|[^${separator}\\r\\n]*`, 'y');
  let line: string[] = [];
  for (let at = 0; at < text.length;) {
    cell.lastIndex = at;
    const [whole = '', quoted] = cell.exec(text) ?? [];
    line.push(quoted === undefined ? whole : quoted.replaceAll('""', '"'));
    const end = endOfCell(text, at + whole.length, separator);
    at = end + 1;
    if (text[end] === separator) continue;
    if (text[end] === '\r' && text[at] === '\n') at += 1;
    yield line;
    line = [];
  }
  if (line.length > 0) yield line;
}

/** What stands behind a closing quote is passed over. */
function endOfCell(text: string, from: number, separator: string): number {
  let end = from;
  while (end < text.length && text[end] !== separator && !/[\r\n]/.test(text[end] ?? '')) end += 1;
  return end;
}
