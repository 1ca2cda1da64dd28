import { eq } from 'drizzle-orm';
import type { ConcurrencyRows } from '../../runtime/ports/concurrency.ts';
import type { Database } from '../database/database.ts';

/** Concurrency groups, each a state with a version. */
export function concurrency({ read, tables }: Database): ConcurrencyRows {
  const { groups } = tables;
  return {
    load: async (name) => {
      const row = (await read.select().from(groups).where(eq(groups.name, name)))[0];
      return row === undefined ? null : { version: row.version, state: row.body };
    },
  };
}
