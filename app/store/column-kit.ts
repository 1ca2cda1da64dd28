import * as pg from 'drizzle-orm/pg-core';
import * as sqlite from 'drizzle-orm/sqlite-core';

/**
 * The few words that tables are written in, for PostgreSQL and for SQLite. JSON is text in both, so that what is read
 * is to the byte what was written: jsonb would reorder the keys of a cell and refuse `\u0000`.
 */
export const postgresKit = {
  table: pg.pgTable,
  text: () => pg.text(),
  /** Whole numbers up to 2^53: times in ms, sizes, counters. */
  int: () => pg.bigint({ mode: 'number' }),
  json: () =>
    pg.customType<{ data: unknown; driverData: string }>({
      dataType: () => 'text',
      toDriver: (value) => JSON.stringify(value),
      fromDriver: (text) => JSON.parse(text),
    })(),
};
export type ColumnKit = typeof postgresKit;

const sqliteWords = {
  table: sqlite.sqliteTable,
  text: () => sqlite.text(),
  int: () => sqlite.integer(),
  json: () =>
    sqlite.customType<{ data: unknown; driverData: string }>({
      dataType: () => 'text',
      toDriver: (value) => JSON.stringify(value),
      fromDriver: (text) => JSON.parse(text),
    })(),
};

export const sqliteKit: ColumnKit = typedAsPostgres(sqliteWords);

// The two builders have the same methods for every word above but unrelated types. The contract suite
// (test/contracts/store.ts) holds that what is typed once works on both.
function typedAsPostgres(kit: typeof sqliteWords): ColumnKit;
function typedAsPostgres(kit: unknown): unknown {
  return kit;
}
