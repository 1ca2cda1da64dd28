/** Numbers by the name of their column, one a row; NaN where there was none. `true` is 1, `false` 0. */
export type Columns = {
  readonly names: readonly string[];
  /** Those of many rows are fetched each time, and no longer in memory than somebody holds them. Undefined: there is no such column. */
  readonly get: (name: string) => Float64Array | undefined;
};

/** Columns that are in memory. */
export function heldColumns(columns: Readonly<Record<string, Float64Array>>): Columns {
  return {
    names: Object.keys(columns),
    get: (name) => (Object.hasOwn(columns, name) ? columns[name] : undefined),
  };
}

/** The same columns, of some rows alone. */
export function chosenColumns({ names, get }: Columns, rows: Int32Array): Columns {
  return {
    names,
    get: (name) => {
      const all = get(name);
      return all === undefined ? undefined : chosenNumbers(all, rows);
    },
  };
}

export function chosenNumbers(all: Float64Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) values[at] = all[rows[at] ?? 0] ?? Number.NaN;
  return values;
}
