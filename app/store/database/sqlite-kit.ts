import * as sqlite from 'drizzle-orm/sqlite-core';
import type { ColumnKit } from '../schema/column-kit.ts';

const words = {
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

/** The words of column-kit.ts, for SQLite. */
export const sqliteKit: ColumnKit = typedAsPostgres(words);

// The two builders have the same methods for every word above but unrelated types. The contract suite
// (test/contracts/store.ts) holds that what is typed once works on both.
function typedAsPostgres(kit: typeof words): ColumnKit;
function typedAsPostgres(kit: unknown): unknown {
  return kit;
}
