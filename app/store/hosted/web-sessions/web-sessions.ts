import { and, desc, eq, gt, inArray, lte } from 'drizzle-orm';
import type { WebSession, WebSessions } from '../../../runtime/ports/hosted/web-sessions.ts';
import type { Database, Query } from '../../database/database.ts';
import type { Tables } from '../../schema/tables.ts';

/** Sessions of people with the pages; what is deleted is over, whoever still has its cookie. */
export function webSessions(database: Database): WebSessions {
  const { read, tables } = database;
  const { webSessions: rows } = tables;
  return {
    begin: (session, most) => database.transact((query) => begin(query, tables, session, most)),
    find: async (id, now) => {
      const open = and(eq(rows.id, id), gt(rows.expiresAt, now));
      return (await read.select().from(rows).where(open))[0] ?? null;
    },
    renew: async (id, { seenAt, expiresAt }) => {
      const set = { seenAt, expiresAt };
      await database.transact((query) => query.update(rows).set(set).where(eq(rows.id, id)));
    },
    end: async (id) => {
      await database.transact((query) => query.delete(rows).where(eq(rows.id, id)));
    },
    endAll: async (person) => {
      await database.transact((query) => query.delete(rows).where(eq(rows.person, person)));
    },
    forget: async (before) => {
      await database.transact((query) => query.delete(rows).where(lte(rows.expiresAt, before)));
    },
  };
}

async function begin(
  query: Query,
  { webSessions: rows }: Tables,
  session: WebSession,
  most: number,
): Promise<void> {
  await query.insert(rows).values(session);
  const theirs = await query
    .select({ id: rows.id })
    .from(rows)
    .where(eq(rows.person, session.person))
    .orderBy(desc(rows.createdAt), desc(rows.id));
  const others = theirs.filter(({ id }) => id !== session.id).slice(most - 1);
  if (others.length === 0) return;
  const ids = others.map(({ id }) => id);
  await query.delete(rows).where(inArray(rows.id, ids));
}
