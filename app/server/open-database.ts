import type { Store } from '../runtime/store-port.ts';
import { openStore } from '../store/open-store.ts';
import { ConfigProblem, type ServerConfig } from './server-config.ts';

/** Opens PostgreSQL where the configuration names one, else the SQLite file. Throws a `ConfigProblem` when PostgreSQL cannot be used. */
export async function openDatabase(
  { databaseUrl }: Pick<ServerConfig, 'databaseUrl'>,
  sqliteFile: string,
): Promise<Store> {
  if (databaseUrl === null) return openStore({ sqliteFile });
  try {
    return await openStore({ databaseUrl });
  } catch (error) {
    // Without the address: it may hold a password.
    throw new ConfigProblem(
      `The database that DATABASE_URL names cannot be used: ${reasonOf(error)}. Is the address right, and does the database run?`,
    );
  }
}

/** Of a name with several addresses each has failed; the error around them says nothing. */
function reasonOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
