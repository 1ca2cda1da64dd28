import { and, asc, desc, eq, inArray, lte, sql, type SQLWrapper } from 'drizzle-orm';
import {
  publicationId,
  type Publication,
  type PublicationRows,
  type PublicationState,
  type Touch,
} from '../../../runtime/ports/hosted/publications.ts';
import type { Database, Query } from '../../database/database.ts';
import { Turns } from '../../database/fair-lease.ts';
import { keepWatches } from './watches.ts';
import { todays } from '../repositories/repositories.ts';
import type { Tables } from '../../schema/tables.ts';

/** What moved while somebody began to watch it may be in a transaction that nobody sees yet; so long none takes. */
const UNSEEN_MS = 3000;

/** Checks and comments, each due until what it says is published. */
export function publications(database: Database): PublicationRows {
  const { read, tables } = database;
  const { publications: rows } = tables;
  const turns = new Turns(database);
  return {
    touch: (touches, at) => database.transact((query) => touch(query, tables, touches, at)),
    lease: (now, until, limit) => lease(database, turns, { now, until, limit }),
    find: async (id) => {
      const row = (await read.select().from(rows).where(eq(rows.id, id)))[0];
      return row === undefined ? null : publicationOf(row);
    },
    broken: async (repository, limit) => {
      const found = await read
        .select({ target: rows.target, at: rows.touchedAt })
        .from(rows)
        // As the index says it.
        .where(and(eq(rows.repository, repository), sql`${rows.id} like 'broken/%'`))
        .orderBy(desc(rows.touchedAt))
        .limit(limit);
      return found.flatMap(({ target, at }) => (target.type === 'broken' ? [{ target, at }] : []));
    },
    keep: async ({ id, state }) => {
      const { refused: _, ...kept } = state;
      const set = { state: kept };
      await database.transact((query) => query.update(rows).set(set).where(eq(rows.id, id)));
    },
    release: (publication, next, now, { touches = [], watched } = {}) =>
      database.transact(async (query) => {
        const { id } = publication;
        const watching = watched === undefined ? null : { publication: id, watched, at: now };
        const isNew = watching !== null && (await keepWatches(query, tables, watching));
        const again = isNew ? Math.min(next ?? Infinity, now + UNSEEN_MS) : next;
        await release(query, tables, publication, { next: again, now });
        await touch(query, tables, touches, now);
      }),
  };
}

async function release(
  query: Query,
  { publications: rows }: Tables,
  { id, target, state, touched }: Publication,
  { next, now }: { readonly next: number | null; readonly now: number },
): Promise<void> {
  const { refused, ...kept } = state;
  const { id: repository, installation } = target.repository;
  const times = refused?.times ?? 0;
  const isRefused = times > 0;
  const held = (value: number | null, column: SQLWrapper) =>
    sql`case when ${rows.touched} = ${touched} then cast(${value} as bigint) else ${column} end`;
  // What was to be offered again meanwhile has lost these, which one that was refused before had; a touch leaves them.
  const where = (value: number, column: SQLWrapper) =>
    times > 1 ? held(value, column) : isRefused ? value : null;
  const set = {
    state: kept,
    refused,
    refusedRepository: where(repository, rows.refusedRepository),
    refusedInstallation: where(installation, rows.refusedInstallation),
    heldUntil: 0,
    readyAt: held(next, sql`cast(${now} as bigint)`),
  };
  await query.update(rows).set(set).where(eq(rows.id, id));
}

const NOTHING: Omit<PublicationState, 'refused'> = {
  remote: null,
  generation: 1,
  shown: null,
  failures: 0,
};

/** Makes publications due, new ones too. */
export async function touch(
  query: Query,
  { publications: rows }: Tables,
  touches: readonly Touch[],
  at: number,
): Promise<void> {
  for (const { target, notes } of touches) {
    const id = publicationId(target);
    const { installation, id: repository } = target.repository;
    const lane = { installation, repository };
    const timely = { readyAt: at, touched: 1, touchedAt: at };
    const fresh = { id, ...lane, ...timely, heldUntil: 0, target, notes: {}, state: NOTHING };
    const set = {
      ...lane,
      touched: sql`${rows.touched} + 1`,
      touchedAt: at,
      readyAt: sql`case when ${rows.readyAt} < ${at} then ${rows.readyAt} else cast(${at} as bigint) end`,
    };
    const insert = query.insert(rows).values(fresh).onConflictDoUpdate({ target: rows.id, set });
    if (notes === undefined) {
      await insert;
      continue;
    }
    // Nobody else writes the row before this transaction ends: https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED
    const [known] = await insert.returning({ notes: rows.notes });
    await query
      .update(rows)
      .set({ notes: notes(known?.notes ?? {}) })
      .where(eq(rows.id, id));
  }
}

/** Makes a publication due that is there. */
export async function touchPublication(
  query: Query,
  { publications: rows }: Tables,
  id: string,
  at: number,
): Promise<void> {
  const readyAt = sql`case when ${rows.readyAt} < ${at} then ${rows.readyAt} else cast(${at} as bigint) end`;
  const set = { touched: sql`${rows.touched} + 1`, touchedAt: at, readyAt };
  await query.update(rows).set(set).where(eq(rows.id, id));
}

async function lease(
  database: Database,
  turns: Turns,
  { now, until, limit }: { readonly now: number; readonly until: number; readonly limit: number },
): Promise<readonly Publication[]> {
  const { publications: rows } = database.tables;
  const leased = await turns.lease({
    waiting: {
      table: 'publications',
      of: sql`t.ready_at is not null`,
      isDue: sql`t.ready_at <= ${now} and t.held_until <= ${now}`,
    },
    limit,
    pick: async (query, { installation, repository }, most) => {
      const its = and(eq(rows.installation, installation), eq(rows.repository, repository));
      const due = and(its, lte(rows.readyAt, now), lte(rows.heldUntil, now));
      const chosen = query.select({ id: rows.id }).from(rows).where(due);
      const oldest = chosen.orderBy(asc(rows.readyAt), asc(rows.id)).limit(most);
      return (await database.forLease(oldest.$dynamic())).map(({ id }) => id);
    },
    take: (query, ids) =>
      query.update(rows).set({ heldUntil: until }).where(inArray(rows.id, ids)).returning(),
  });
  const today = await todays(
    database,
    leased.map(({ target }) => target.repository.id),
  );
  return leased.map((row) => {
    const { repository } = row.target;
    const target = { ...row.target, repository: today.get(repository.id) ?? repository };
    return publicationOf({ ...row, target });
  });
}

function publicationOf(row: Tables['publications']['$inferSelect']): Publication {
  const { id, target, notes, state, touched } = row;
  const known = row.refused;
  const isAgain = row.refusedRepository === null;
  const refused = known !== null && isAgain ? { ...known, times: 0, at: 0 } : known;
  // Rows of before checks were counted have none.
  return { id, target, notes, state: { ...NOTHING, ...state, refused }, touched };
}
