import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Store } from '../../runtime/store-port.ts';
import { openDatabase } from '../../server/open-database.ts';
import { STORE_FILE } from '../../server/state-files.ts';
import type { Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The store of a server that is told by `--state`, or by DATABASE_URL as the server is; null: none is told. Throws a
 * `UsageError` where there is no store: a new one would only look empty.
 */
export async function openServerStore(
  { env, cwd }: Pick<Shell, 'env' | 'cwd'>,
  state: string | null,
): Promise<Store | null> {
  const databaseUrl = env['DATABASE_URL'] ?? '';
  if (state === null) return databaseUrl === '' ? null : openDatabase({ databaseUrl });
  const sqliteFile = join(resolve(cwd, state), STORE_FILE);
  if (!existsSync(sqliteFile)) {
    throw new UsageError(
      `There is no ${STORE_FILE} in ${state}.`,
      'Name the state folder of the server; of one on PostgreSQL set DATABASE_URL instead.',
    );
  }
  return openDatabase({ sqliteFile });
}
