import type { StoreLocation } from '../open-store.ts';
import { openPostgres } from './postgres-database.ts';
import { openSqlite } from './sqlite-database.ts';

/** Asks a database whether it is there, and brings nothing up to date. Throws what it says when it cannot be reached. */
export async function reachDatabase(location: StoreLocation): Promise<void> {
  const database =
    'sqliteFile' in location
      ? await openSqlite(location.sqliteFile, null)
      : openPostgres(location.databaseUrl, null);
  try {
    await database.transact((query) => database.execute(query, 'select 1'));
  } finally {
    await database.close();
  }
}
