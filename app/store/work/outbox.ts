import { and, asc, eq, inArray, lte, min, or, sql, type SQL } from 'drizzle-orm';
import type { Outbox, WorkScope } from '../../runtime/ports/outbox.ts';
import type { Database, Query } from '../database/database.ts';
import { Turns } from '../database/fair-lease.ts';
import type { Tables } from '../schema/tables.ts';

/** Effects that were committed and are not done. A lease is a time until which nobody else may lease. */
export function outbox(database: Database): Outbox {
  const { read, tables } = database;
  const { effects } = tables;
  const turns = new Turns(database);
  return {
    lease: (order, scope, limit) => {
      const all = { ...order, scope, limit };
      return scope.runs === null ? leaseInTurns(database, turns, all) : lease(database, all);
    },
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
    return take(query, database.tables, { owner, until, ids });
  });
  return rows.toSorted((a, b) => a.effect.dueAt - b.effect.dueAt);
}

/** Of all runs: however much of one repository waits, what waits of another is among the next. */
async function leaseInTurns(
  database: Database,
  turns: Turns,
  { owner, now, until, limit }: Lease,
): ReturnType<Outbox['lease']> {
  const { tables } = database;
  const { id, installation, repository, readyAt } = tables.effects;
  const rows = await turns.lease({
    waiting: { table: 'effects', of: sql`true`, isDue: sql`t.ready_at <= ${now}` },
    limit,
    pick: async (query, lane, most) => {
      const its = and(eq(installation, lane.installation), eq(repository, lane.repository));
      const chosen = query
        .select({ id })
        .from(tables.effects)
        .where(and(its, lte(readyAt, now)));
      const oldest = chosen.orderBy(asc(readyAt), asc(id)).limit(most);
      return (await database.forLease(oldest.$dynamic())).map((row) => row.id);
    },
    take: (query, ids) => take(query, tables, { owner, until, ids }),
  });
  return rows.toSorted((a, b) => a.effect.dueAt - b.effect.dueAt);
}

type Taking = { readonly owner: string; readonly until: number; readonly ids: string[] };

function take(query: Query, { effects }: Tables, { owner, until, ids }: Taking) {
  const { id, run, repository, body, tries } = effects;
  return query
    .update(effects)
    .set({ owner, readyAt: until, tries: sql`${tries} + 1` })
    .where(inArray(id, ids))
    .returning({ run, repository, effect: body, tries });
}

function within({ effects }: Tables, { runs, kinds }: WorkScope): SQL | undefined {
  if (runs === null) return undefined;
  return or(inArray(effects.run, [...runs]), inArray(effects.kind, [...kinds]));
}
