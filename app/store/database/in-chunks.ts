/** SQLite takes 32,766 values in a statement and PostgreSQL 65,535; a table has at most 12 columns. */
const MAX_ROWS = 1000;

/** Writes many rows with few statements; none for no rows. */
export async function inChunks<T>(
  rows: readonly T[],
  write: (chunk: T[]) => PromiseLike<unknown>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += MAX_ROWS) {
    await write(rows.slice(start, start + MAX_ROWS));
  }
}
