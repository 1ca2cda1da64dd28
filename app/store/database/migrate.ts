import { sql } from 'drizzle-orm';
import type { Database, Query } from './database.ts';
import { MIGRATIONS } from '../schema/migrations.ts';

/**
 * Brings a database up to date; several processes may do so at once. Throws `StoreTooNew` when a newer mlpipelines
 * has already changed it.
 */
export async function migrate(database: Database): Promise<void> {
  await database.alone(async (query) => {
    await database.execute(
      query,
      'create table if not exists migrations (number bigint primary key, name text not null)',
    );
    const done = await newestDone(database, query);
    if (done > MIGRATIONS.length) throw new StoreTooNew(done, MIGRATIONS.length);
    for (const { number, name, statements } of MIGRATIONS.slice(done)) {
      for (const statement of statements) await database.execute(query, statement);
      await query.insert(database.tables.migrations).values({ number, name });
    }
  });
}

async function newestDone(database: Database, query: Query): Promise<number> {
  const { migrations } = database.tables;
  const rows = await query.select({ done: sql`count(*)`.mapWith(Number) }).from(migrations);
  return rows[0]?.done ?? 0;
}

/** The database was changed by a newer version of this program. */
export class StoreTooNew extends Error {
  override readonly name = 'StoreTooNew';
  constructor(found: number, known: number) {
    super(
      `The store has been changed by a newer mlpipelines (migration ${found}; this one knows ${known}). ` +
        'Update mlpipelines on this machine, or use another store.',
    );
  }
}
