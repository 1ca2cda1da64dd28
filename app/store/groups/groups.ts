import { eq } from 'drizzle-orm';
import type { Groups } from '../../runtime/ports/groups.ts';
import type { Database } from '../database/database.ts';

/** Concurrency groups, each a state with a version. */
export function groups({ read, tables }: Database): Groups {
  const { groups } = tables;
  return {
    load: async (name) => {
      const row = (await read.select().from(groups).where(eq(groups.name, name)))[0];
      return row === undefined ? null : { version: row.version, state: row.body };
    },
  };
}
