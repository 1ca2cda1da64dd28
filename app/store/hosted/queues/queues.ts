import { and, asc, eq, inArray, isNotNull, isNull, lt, lte, min, sql } from 'drizzle-orm';
import type {
  LeasedItem,
  QueueLease,
  QueueOf,
  Queues,
  Topic,
} from '../../../runtime/ports/hosted/queues.ts';
import type { Database } from '../../database/database.ts';
import { Turns } from '../../database/fair-lease.ts';

/** Deliveries, ends of runs and messages: kept once by id, worked off under a lease. */
export function queues(database: Database): Queues {
  const { read, tables } = database;
  const { queued } = tables;
  const turns = new Map<Topic, Turns>();
  const turnsOf = (topic: Topic): Turns => {
    const known = turns.get(topic) ?? new Turns(database);
    turns.set(topic, known);
    return known;
  };
  return {
    known: (topic, ids) => known(database, topic, ids),
    holdsMore: (of, than) => holdsMore(database, of, than),
    lease: (topic, order, limit) => lease(database, turnsOf(topic), { ...order, topic, limit }),
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

async function holdsMore(
  { read, tables: { queued } }: Database,
  { topic, installation, repository }: QueueOf,
  than: number,
): Promise<boolean> {
  const its = and(
    eq(queued.topic, topic),
    eq(queued.installation, installation),
    eq(queued.repository, repository),
    isNotNull(queued.readyAt),
  );
  const waiting = read.select({ id: queued.id }).from(queued).where(its);
  return (await waiting.limit(1).offset(than)).length > 0;
}

type Order = QueueLease & { readonly topic: Topic; readonly limit: number };

async function lease(
  database: Database,
  turns: Turns,
  { topic, owner, now, until, limit }: Order,
): Promise<readonly LeasedItem[]> {
  const { queued } = database.tables;
  const due = and(eq(queued.topic, topic), lte(queued.readyAt, now));
  const { id, installation, repository, at, tries, refusals, body } = queued;
  const rows = await turns.lease({
    waiting: {
      table: 'queued',
      of: sql`t.topic = ${topic} and t.ready_at is not null and t.installation is not null`,
      isDue: sql`t.ready_at <= ${now}`,
    },
    limit,
    pick: async (query, lane, most) => {
      const its = and(eq(installation, lane.installation), eq(repository, lane.repository), due);
      const chosen = query.select({ id }).from(queued).where(its);
      const oldest = chosen.orderBy(asc(queued.readyAt), asc(id)).limit(most);
      return (await database.forLease(oldest.$dynamic())).map((row) => row.id);
    },
    take: (query, ids) =>
      query
        .update(queued)
        .set({ owner, readyAt: until, tries: sql`${tries} + 1` })
        .where(and(eq(queued.topic, topic), inArray(id, ids)))
        .returning({ id, installation, repository, at, tries, refusals, body }),
  });
  const items = rows.map(({ installation: home, ...row }) => itemOf(row, home));
  return items.toSorted((a, b) => a.at - b.at);
}

/** 0 is the app itself. */
function itemOf(row: Omit<LeasedItem, 'installation'>, installation: number | null): LeasedItem {
  return { ...row, installation: installation === 0 ? null : installation };
}
