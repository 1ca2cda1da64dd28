import type { Store } from '../runtime/ports/store.ts';
import { openStore, type StoreLocation } from '../store/open-store.ts';
import { ConfigProblem } from './server-config.ts';
import { messageOf } from '../../text/message-of.ts';

/** Opens a server's store. Throws a `ConfigProblem` when PostgreSQL cannot be used. */
export async function openDatabase(location: StoreLocation): Promise<Store> {
  if ('sqliteFile' in location) return openStore(location);
  try {
    return await openStore(location);
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
  return messageOf(first);
}
