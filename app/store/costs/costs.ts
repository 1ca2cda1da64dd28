import { and, asc, desc, eq, gte, inArray, isNotNull, lt, notExists, or, sql } from 'drizzle-orm';
import type { RunCost } from '../../costs/run-cost.ts';
import type { Costs } from '../../runtime/ports/costs.ts';
import type { Database } from '../database/database.ts';
import { inChunks } from '../database/in-chunks.ts';

/** What runs cost. */
export function costs(database: Database): Costs {
  const { read, tables } = database;
  const { costs: rows, machines } = tables;
  // As its index says it: a parameter could be any number.
  const isDue = sql`${rows.due} = 1`;
  return {
    list: async ({ repository, since, limit }) => {
      const isTold = or(isNotNull(rows.body), isDue);
      const found = await read
        .select({ run: rows.run, cost: rows.body })
        .from(rows)
        .where(and(eq(rows.repository, repository), gte(rows.at, since), isTold))
        .orderBy(desc(rows.at), desc(rows.run))
        .limit(limit);
      return found;
    },
    of: (runs) => costsOf(database, runs),
    due: async (limit) => {
      const left = read
        .select({ id: machines.id })
        .from(machines)
        .where(and(eq(machines.run, rows.run), sql`${machines.gone} = 0`));
      const found = await read
        .select({ run: rows.run })
        .from(rows)
        .where(and(isDue, notExists(left)))
        .orderBy(asc(rows.at))
        .limit(limit);
      return found.map(({ run }) => run);
    },
    keep: async (run, cost) => {
      await database.transact((query) =>
        query.update(rows).set({ due: 0, body: cost }).where(eq(rows.run, run)),
      );
    },
    forget: async (before) => {
      await database.transact((query) => query.delete(rows).where(lt(rows.at, before)));
    },
  };
}

async function costsOf(
  { read, tables: { costs: rows } }: Database,
  runs: readonly string[],
): Promise<ReadonlyMap<string, RunCost>> {
  const found = new Map<string, RunCost>();
  await inChunks(runs, async (chunk) => {
    const kept = read.select().from(rows).where(inArray(rows.run, chunk));
    for (const { run, body } of await kept) if (body !== null) found.set(run, body);
  });
  return found;
}
