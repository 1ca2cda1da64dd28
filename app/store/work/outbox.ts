import { and, asc, eq, inArray, lte, min, or, sql, type SQL } from 'drizzle-orm';
import type { Outbox, WorkScope } from '../../runtime/ports/outbox.ts';
import type { Database } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** Effects that were committed and are not done. A lease is a time until which nobody else may lease. */
export function outbox(database: Database): Outbox {
  const { read, tables } = database;
  const { effects } = tables;
  return {
    lease: (order, scope, limit) => lease(database, { ...order, scope, limit }),
    delay: async (effect, owner, dueAt, error) => {
      await database.transact((query) =>
        query
          .update(effects)
          .set({ owner: null, readyAt: dueAt, error })
          .where(and(eq(effects.id, effect), eq(effects.owner, owner))),
      );
    },
    nextDueAt: async (scope) => {
      const rows = await read
        .select({ at: min(effects.readyAt) })
        .from(effects)
        .where(within(tables, scope));
      return rows[0]?.at ?? null;
    },
    pending: async (run) => {
      const rows = await read
        .select({ effect: effects.body, error: effects.error })
        .from(effects)
        .where(eq(effects.run, run))
        .orderBy(asc(effects.dueAt), asc(effects.id));
      return rows;
    },
  };
}

type Lease = {
  readonly owner: string;
  readonly now: number;
  readonly until: number;
  readonly scope: WorkScope;
  readonly limit: number;
};

async function lease(database: Database, order: Lease): ReturnType<Outbox['lease']> {
  const { effects } = database.tables;
  const { owner, now, until, scope, limit } = order;
  const due = and(lte(effects.readyAt, now), within(database.tables, scope));
  // Most polls find nothing: that must not cost a transaction.
  const any = await database.read.select({ id: effects.id }).from(effects).where(due).limit(1);
  if (any.length === 0) return [];
  const rows = await database.transact(async (query) => {
    const candidates = query.select({ id: effects.id }).from(effects).where(due);
    const chosen = candidates.orderBy(asc(effects.readyAt), asc(effects.id)).limit(limit);
    const ids = (await database.forLease(chosen.$dynamic())).map(({ id }) => id);
    return query
      .update(effects)
      .set({ owner, readyAt: until, tries: sql`${effects.tries} + 1` })
      .where(inArray(effects.id, ids))
      .returning({ run: effects.run, effect: effects.body, tries: effects.tries });
  });
  return rows.toSorted((a, b) => a.effect.dueAt - b.effect.dueAt);
}

function within({ effects }: Tables, { runs, kinds }: WorkScope): SQL | undefined {
  if (runs === null) return undefined;
  return or(inArray(effects.run, [...runs]), inArray(effects.kind, [...kinds]));
}
