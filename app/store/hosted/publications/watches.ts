import { and, desc, eq, gt, inArray, lte, notInArray, sql } from 'drizzle-orm';
import { watchedId, type Watched } from '../../../runtime/ports/hosted/watched.ts';
import type { Query } from '../../database/database.ts';
import type { Tables } from '../../schema/tables.ts';

/** What is older is history: nobody waits for another word about it. */
const WATCHED_FOR_MS = 14 * 24 * 3_600_000;
/** The newest are told; a step that half a thousand pull requests are held against is told to these. */
const MOST_TOLD = 200;

/** Makes due what shows one of these. */
export async function touchWatchers(
  query: Query,
  { publications, watches }: Tables,
  moved: readonly Watched[],
  at: number,
): Promise<void> {
  if (moved.length === 0) return;
  const subjects = [...new Set(moved.map((each) => watchedId(each)))];
  const isOne = inArray(watches.subject, subjects);
  await query.delete(watches).where(and(isOne, lte(watches.at, at - WATCHED_FOR_MS)));
  const rows = await query
    .select({ id: watches.publication })
    .from(watches)
    .where(and(isOne, gt(watches.at, at - WATCHED_FOR_MS)))
    .orderBy(desc(watches.at))
    .limit(MOST_TOLD);
  if (rows.length === 0) return;
  const set = {
    touched: sql`${publications.touched} + 1`,
    touchedAt: at,
    readyAt: sql`case when ${publications.readyAt} < ${at} then ${publications.readyAt} else cast(${at} as bigint) end`,
  };
  const ids = [...new Set(rows.map(({ id }) => id))];
  await query.update(publications).set(set).where(inArray(publications.id, ids));
}

/** A publication watches these and nothing else, a few, from now on for as long as is kept; gives whether one of them is new. */
export async function keepWatches(
  query: Query,
  { watches }: Tables,
  { publication, watched, at }: Watching,
): Promise<boolean> {
  const subjects = [...new Set(watched.map((each) => watchedId(each)))];
  const its = eq(watches.publication, publication);
  const others = subjects.length === 0 ? its : and(its, notInArray(watches.subject, subjects));
  await query.delete(watches).where(others);
  if (subjects.length === 0) return false;
  const known = await query.select({ subject: watches.subject }).from(watches).where(its);
  const rows = subjects.map((subject) => ({ subject, publication, at }));
  const target = [watches.subject, watches.publication];
  await query.insert(watches).values(rows).onConflictDoUpdate({ target, set: { at } });
  return known.length < subjects.length;
}

export type Watching = {
  readonly publication: string;
  readonly watched: readonly Watched[];
  readonly at: number;
};
