import { and, asc, eq, inArray, isNotNull, isNull, lt, lte, min, sql } from 'drizzle-orm';
import type { LeasedItem, QueueLease, Queues, Topic } from '../../runtime/ports/hosted/queues.ts';
import type { Database } from '../database/database.ts';

/** Deliveries, ends of runs and messages: kept once by id, worked off under a lease. */
export function queues(database: Database): Queues {
  const { read, tables } = database;
  const { queued } = tables;
  return {
    known: (topic, ids) => known(database, topic, ids),
    lease: (topic, order, limit) => lease(database, topic, { ...order, limit }),
    delay: async ({ topic, id }, owner, { dueAt, error, isRefused }) => {
      const mine = and(eq(queued.topic, topic), eq(queued.id, id), eq(queued.owner, owner));
      const refusals = sql`${queued.refusals} + ${isRefused ? 1 : 0}`;
      const set = { owner: null, readyAt: dueAt, error, refusals };
      await database.transact((query) => query.update(queued).set(set).where(mine));
    },
    nextDueAt: async (topic) => {
      const rows = await read
        .select({ at: min(queued.readyAt) })
        .from(queued)
        .where(and(eq(queued.topic, topic), isNotNull(queued.readyAt)));
      return rows[0]?.at ?? null;
    },
    forget: async (topic, before) => {
      const old = and(eq(queued.topic, topic), isNull(queued.readyAt), lt(queued.at, before));
      const gone = await database.transact((query) =>
        query.delete(queued).where(old).returning({ id: queued.id }),
      );
      return gone.length;
    },
  };
}

async function known(
  { read, tables: { queued } }: Database,
  topic: Topic,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const these = and(eq(queued.topic, topic), inArray(queued.id, [...ids]));
  const rows = await read.select({ id: queued.id }).from(queued).where(these);
  return new Set(rows.map(({ id }) => id));
}

async function lease(
  database: Database,
  topic: Topic,
  { owner, now, until, limit }: QueueLease & { readonly limit: number },
): Promise<readonly LeasedItem[]> {
  const { queued } = database.tables;
  const due = and(eq(queued.topic, topic), lte(queued.readyAt, now));
  // Most polls find nothing: that must not cost a transaction.
  const any = await database.read.select({ id: queued.id }).from(queued).where(due).limit(1);
  if (any.length === 0) return [];
  const { id, installation, at, tries, refusals, body } = queued;
  const rows = await database.transact(async (query) => {
    const candidates = query.select({ id }).from(queued).where(due);
    const chosen = candidates.orderBy(asc(queued.readyAt), asc(id)).limit(limit);
    const ids = (await database.forLease(chosen.$dynamic())).map((row) => row.id);
    return query
      .update(queued)
      .set({ owner, readyAt: until, tries: sql`${tries} + 1` })
      .where(and(eq(queued.topic, topic), inArray(id, ids)))
      .returning({ id, installation, at, tries, refusals, body });
  });
  return rows.toSorted((a, b) => a.at - b.at);
}
