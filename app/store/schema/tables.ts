import { claimTables } from './claim-tables.ts';
import type { ColumnKit } from './column-kit.ts';
import { dispatchTables } from './dispatch-tables.ts';
import { historyTables } from './history-tables.ts';
import { provenanceTables } from './provenance-tables.ts';
import { queueTables } from './queue-tables.ts';
import { scheduleTables } from './schedule-tables.ts';
import { lastingTables } from './lasting-tables.ts';
import { publicationTables } from './publication-tables.ts';
import { recordTables } from './record-tables.ts';
import { runTables } from './run-tables.ts';
import { workTables } from './work-tables.ts';

/**
 * Every table once, for both databases: the columns that a query looks at, and one JSON column with the rest.
 * Keys and indexes stand in migrations.ts; test/store/schema/schema.test.ts holds the two together.
 */
export function defineTables(kit: ColumnKit) {
  return {
    ...runTables(kit),
    ...historyTables(kit),
    ...workTables(kit),
    ...claimTables(kit),
    ...dispatchTables(kit),
    ...publicationTables(kit),
    ...recordTables(kit),
    ...lastingTables(kit),
    ...queueTables(kit),
    ...provenanceTables(kit),
    ...scheduleTables(kit),
  };
}
export type Tables = ReturnType<typeof defineTables>;
