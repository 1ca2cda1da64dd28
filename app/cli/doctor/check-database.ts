import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerConfig } from '../../server/server-config.ts';
import { STORE_FILE } from '../../server/state-files.ts';
import { reachDatabase } from '../../store/database/reach-database.ts';
import { ok, problem, warning, type Finding } from './doctor-finding.ts';
import { reasonOf } from './reason-of.ts';

/** Whether the database of the App answers; nothing in it is touched. */
export async function checkDatabase({ databaseUrl, state }: ServerConfig): Promise<Finding> {
  const sqliteFile = join(state, STORE_FILE);
  if (databaseUrl === null && !existsSync(sqliteFile)) {
    return warning(
      'SQLite',
      `there is no ${sqliteFile} yet`,
      'Start the App once, or name its state folder in MLPIPELINES_STATE; for several replicas set DATABASE_URL.',
    );
  }
  return databaseUrl === null
    ? open('SQLite', { sqliteFile })
    : open('PostgreSQL', { databaseUrl });
}

async function open(
  checked: string,
  location: Parameters<typeof reachDatabase>[0],
): Promise<Finding> {
  try {
    await reachDatabase(location);
    return ok(checked, 'sqliteFile' in location ? location.sqliteFile : 'it answers');
  } catch (error) {
    const fix = 'Start the database, or correct DATABASE_URL or MLPIPELINES_STATE.';
    return problem(checked, `it does not answer (${reasonOf(error)})`, fix);
  }
}
