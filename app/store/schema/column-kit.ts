import * as pg from 'drizzle-orm/pg-core';

/**
 * The few words that tables are written in, here for PostgreSQL and in sqlite-kit.ts for SQLite. JSON is text in both,
 * so that what is read is to the byte what was written: jsonb would reorder the keys of a cell and refuse `\u0000`.
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
