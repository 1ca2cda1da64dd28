import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Store } from '../../runtime/ports/store.ts';
import { openDatabase } from '../../server/open-database.ts';
import { ConfigProblem } from '../../server/server-config.ts';
import { STORE_FILE } from '../../server/state-files.ts';
import type { Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The store of a server that is told by `--state`, or by DATABASE_URL as the server is; null: none is told. Throws a
 * `UsageError` where there is no store, for a new one would only look empty, and where PostgreSQL does not answer.
 */
export async function openServerStore(
  { env, cwd }: Pick<Shell, 'env' | 'cwd'>,
  state: string | null,
): Promise<Store | null> {
  const databaseUrl = env['DATABASE_URL'] ?? '';
  if (state === null) return databaseUrl === '' ? null : open({ databaseUrl });
  const sqliteFile = join(resolve(cwd, state), STORE_FILE);
  if (!existsSync(sqliteFile)) {
    // The folder of a server on PostgreSQL holds bytes alone.
    if (databaseUrl !== '') return open({ databaseUrl });
    throw new UsageError(
      `There is no ${STORE_FILE} in ${state}.`,
      'Name the state folder of the server; of one on PostgreSQL set DATABASE_URL as well.',
    );
  }
  return open({ sqliteFile });
}

async function open(location: Parameters<typeof openDatabase>[0]): Promise<Store> {
  try {
    return await openDatabase(location);
  } catch (error) {
    throw error instanceof ConfigProblem ? new UsageError(error.message) : error;
  }
}
