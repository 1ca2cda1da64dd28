import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Looks } from '../../runtime/ports/looks.ts';
import type { Database } from '../database/database.ts';
import { excluded } from '../database/excluded.ts';
import { inOneOrder, type Write } from '../write.ts';

/** All looks at the same data, whichever pull request they were of: a row of its own, so that nobody has to add up. */
const EVER = 0;

/** How often test data was evaluated on. */
export function looks({ read, tables }: Database): Looks {
  const { looks: rows } = tables;
  return {
    count: async ({ repository, digest, pull }) => {
      const found = await read
        .select({ pull: rows.pull, count: rows.count })
        .from(rows)
        .where(
          and(
            eq(rows.repository, repository),
            eq(rows.digest, digest),
            inArray(rows.pull, [EVER, ...(pull === null ? [] : [pull])]),
          ),
        );
      const countOf = (of: number): number => found.find((row) => row.pull === of)?.count ?? 0;
      return { pull: pull === null ? null : countOf(pull), ever: countOf(EVER) };
    },
  };
}

export const addLooks: Write<'look.add'> = async (query, { looks: rows }, changes) => {
  const named = inOneOrder(
    changes.flatMap((change) => [
      { ...change, pull: EVER },
      ...(change.pull === null ? [] : [{ ...change, pull: change.pull }]),
    ]),
    ({ repository, digest, pull }) => `${repository} ${digest} ${pull}`,
  );
  for (const { repository, digest, pull, at } of named) {
    await query
      .insert(rows)
      .values({ repository, digest, pull, count: 1, at })
      .onConflictDoUpdate({
        target: [rows.repository, rows.digest, rows.pull],
        set: { count: sql`${rows.count} + 1`, at: excluded('at') },
      });
  }
};
