import type { Change, Commit } from '../runtime/ports/store-port.ts';
import { Conflict, type Database, type Query } from './database/database.ts';
import { guardRuns } from './runs/guard-runs.ts';
import { touchPublications } from './publications/touch-publications.ts';
import { writeUnguarded } from './write-unguarded.ts';
import { writeIntake } from './intake/write-intake.ts';
import { writeRecords } from './write-records.ts';
import { writeRegistry } from './registry/write-registry.ts';
import { writeRunRows } from './runs/write-run-rows.ts';

/** All changes in one transaction; guards first and in one order for everyone, so that two commits cannot wait for each other. */
export async function commit(database: Database, changes: readonly Change[]): Promise<Commit> {
  try {
    await database.transact((query) => write(query, database, changes));
    return { type: 'committed' };
  } catch (error) {
    if (error instanceof Conflict) return { type: 'conflict', where: error.where };
    throw error;
  }
}

async function write(query: Query, database: Database, changes: readonly Change[]): Promise<void> {
  const { tables } = database;
  const runs = changes.filter((change) => change.type === 'run.change');
  await guardRuns(query, tables, runs);
  await writeRegistry(query, tables, changes);
  await writeIntake(query, tables, changes);
  // Leases before rows: an attempt that ends in the same commit takes its lease along.
  await writeUnguarded(query, tables, changes);
  await writeRunRows(query, tables, runs);
  await touchPublications(query, tables, runs);
  await writeRecords(query, tables, changes);
}
