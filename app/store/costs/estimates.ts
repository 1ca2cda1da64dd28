import { eq } from 'drizzle-orm';
import type { Estimates } from '../../runtime/ports/estimates.ts';
import type { Database } from '../database/database.ts';

/** What runs may cost. */
export function estimates(database: Database): Estimates {
  const of = async (run: string) => {
    const { estimates: rows } = database.tables;
    const [found] = await database.read.select().from(rows).where(eq(rows.run, run));
    return found?.body ?? null;
  };
  return {
    of,
    keep: async (run, steps) => {
      const { estimates: rows } = database.tables;
      await database.transact((query) =>
        query.insert(rows).values({ run, body: steps }).onConflictDoNothing(),
      );
      return (await of(run)) ?? steps;
    },
  };
}
