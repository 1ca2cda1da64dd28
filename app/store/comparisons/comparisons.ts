import { desc, eq, inArray } from 'drizzle-orm';
import type { Comparisons } from '../../runtime/ports/comparisons.ts';
import type { Database } from '../database/database.ts';
import { touchWatchers } from '../hosted/publications/watches.ts';
import { inOneOrder, type Write } from '../write.ts';

/** What examples said. */
export function comparisons({ read, tables }: Database): Comparisons {
  const { comparisons: rows } = tables;
  return {
    find: async (ids) => {
      if (ids.length === 0) return new Map();
      const found = await read
        .select()
        .from(rows)
        .where(inArray(rows.id, [...ids]));
      return new Map(found.map(({ id, body }) => [id, body]));
    },
    flipsOf: async (run) => {
      const found = await read.select().from(rows).where(eq(rows.run, run)).orderBy(desc(rows.at));
      return found.flatMap(({ body }) => body.flips ?? []);
    },
  };
}

/** The same was asked of the same bytes: whoever comes first is right. What shows it is told anew. */
export const saveComparisons: Write<'comparison.save'> = async (query, tables, changes) => {
  for (const { id, run, at, comparison: body } of inOneOrder(changes, ({ id }) => id)) {
    await query.insert(tables.comparisons).values({ id, run, at, body }).onConflictDoNothing();
    await touchWatchers(query, tables, [{ type: 'comparison', id }], at);
  }
};
