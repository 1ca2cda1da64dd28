import type { ColumnKit } from './column-kit.ts';
import { attemptTables } from './tables/attempt-tables.ts';
import { auditTables } from './tables/audit-tables.ts';
import { budgetTables } from './tables/budget-tables.ts';
import { cacheTables } from './tables/cache-tables.ts';
import { claimTables } from './tables/claim-tables.ts';
import { dispatchTables } from './tables/dispatch-tables.ts';
import { garbageTables } from './tables/garbage-tables.ts';
import { comparisonTables } from './tables/comparison-tables.ts';
import { costTables } from './tables/cost-tables.ts';
import { concurrencyTables } from './tables/concurrency-tables.ts';
import { leaseTables } from './tables/lease-tables.ts';
import { logTables } from './tables/log-tables.ts';
import { lookTables } from './tables/look-tables.ts';
import { machineTables } from './tables/machine-tables.ts';
import { outboxTables } from './tables/outbox-tables.ts';
import { provenanceTables } from './tables/provenance-tables.ts';
import { publicationTables } from './tables/publication-tables.ts';
import { queueTables } from './tables/queue-tables.ts';
import { registryTables } from './tables/registry-tables.ts';
import { repositoryTables } from './tables/repository-tables.ts';
import { runTables } from './tables/run-tables.ts';
import { scheduleTables } from './tables/schedule-tables.ts';
import { uploadTables } from './tables/upload-tables.ts';
import { strangerTables } from './tables/stranger-tables.ts';
import { sessionTables } from './tables/session-tables.ts';

/**
 * Every table once, for both databases, in a file for each ledger: the columns that a query looks at, and one JSON column
 * with the rest. Keys and indexes stand in migrations.ts; test/store/schema/schema.test.ts holds the two together.
 */
export function defineTables(kit: ColumnKit) {
  const { table, text, int } = kit;
  return {
    /** Those that were carried out here: database/migrate.ts. */
    migrations: table('migrations', { number: int().notNull(), name: text().notNull() }),
    ...attemptTables(kit),
    ...auditTables(kit),
    ...budgetTables(kit),
    ...cacheTables(kit),
    ...claimTables(kit),
    ...dispatchTables(kit),
    ...garbageTables(kit),
    ...comparisonTables(kit),
    ...concurrencyTables(kit),
    ...costTables(kit),
    ...leaseTables(kit),
    ...logTables(kit),
    ...lookTables(kit),
    ...machineTables(kit),
    ...outboxTables(kit),
    ...provenanceTables(kit),
    ...publicationTables(kit),
    ...queueTables(kit),
    ...registryTables(kit),
    ...repositoryTables(kit),
    ...runTables(kit),
    ...scheduleTables(kit),
    ...uploadTables(kit),
    ...strangerTables(kit),
    ...sessionTables(kit),
  };
}
export type Tables = ReturnType<typeof defineTables>;
