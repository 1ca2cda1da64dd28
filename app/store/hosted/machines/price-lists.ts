import { eq } from 'drizzle-orm';
import type { PriceLists } from '../../../runtime/ports/hosted/price-lists.ts';
import type { Database } from '../../database/database.ts';

/** What machines cost, the newest list of each region. */
export function priceLists(database: Database): PriceLists {
  const { priceLists: rows } = database.tables;
  return {
    load: async (region) => {
      const found = database.read.select().from(rows).where(eq(rows.region, region));
      return (await found)[0]?.body ?? null;
    },
    keep: async (region, body) => {
      await database.transact((query) =>
        query
          .insert(rows)
          .values({ region, body })
          .onConflictDoUpdate({ target: rows.region, set: { body } }),
      );
    },
  };
}
