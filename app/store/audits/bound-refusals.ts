import { and, eq, lt, ne, sql, type SQL } from 'drizzle-orm';
import type { Audit } from '../../domain/audit.ts';
import type { Database, Query } from '../database/database.ts';
import { excluded } from '../database/excluded.ts';
import type { Tables } from '../schema/tables.ts';
import { holdNumbers } from './hold-numbers.ts';

/**
 * What one person is refused in a repository within an hour, and all who may not write together, for anybody can have
 * many accounts. Beyond that it is counted and not kept.
 */
const MOST_OF_ONE = 30;
const MOST_OF_ALL = 200;
const WITHIN_MS = 3_600_000;

/** Nobody has such a number. */
const EVERYBODY = -1;
/** Those whose number nobody knows are counted as one; who of them may write, apart from strangers. */
const UNKNOWN_STRANGER = 0;
const UNKNOWN_WRITER = -2;

const WRITERS = new Set(['write', 'maintain', 'admin']);
/** Not what people send. */
const OWN = new Set<Audit['surface']>(['run', 'terminal', 'github', 'push']);

/** Whether it is to be kept; what is not is counted. The repository's row of numbers is held meanwhile. */
export async function isKept(query: Query, tables: Tables, audit: Audit): Promise<boolean> {
  const { repository, at, permission } = audit;
  if (!isBounded(audit)) return true;
  const isWriter = WRITERS.has(permission);
  const person = audit.actorId ?? (isWriter ? UNKNOWN_WRITER : UNKNOWN_STRANGER);
  const own = await windowOf(query, tables, { repository, person, at });
  const all = isWriter
    ? null
    : await windowOf(query, tables, { repository, person: EVERYBODY, at });
  const fits = own.kept < MOST_OF_ONE && (all === null || all.kept < MOST_OF_ALL);
  await save(query, tables, counted(own, fits));
  if (fits && all !== null) await save(query, tables, counted(all, fits));
  return fits;
}

/** What is refused, and what people who may not write ask for. */
function isBounded({ decision, permission, surface }: Audit): boolean {
  if (OWN.has(surface)) return false;
  return decision === 'refused' || permission === 'read' || permission === 'none';
}

type Window = Tables['refusals']['$inferSelect'];

async function windowOf(
  query: Query,
  { refusals }: Tables,
  { repository, person, at }: Pick<Window, 'repository' | 'person'> & { readonly at: number },
): Promise<Window> {
  const one = and(eq(refusals.repository, repository), eq(refusals.person, person));
  const [known] = await query.select().from(refusals).where(one);
  const fresh = { repository, person, since: at, kept: 0, leftOut: known?.leftOut ?? 0 };
  return known === undefined || at - known.since >= WITHIN_MS ? fresh : known;
}

function counted(window: Window, isKept: boolean): Window {
  return isKept ? { ...window, kept: window.kept + 1 } : { ...window, leftOut: window.leftOut + 1 };
}

async function save(query: Query, { refusals }: Tables, window: Window): Promise<void> {
  const set = {
    since: excluded('since'),
    kept: excluded('kept'),
    leftOut: excluded('left_out'),
  };
  const target = [refusals.repository, refusals.person];
  await query.insert(refusals).values(window).onConflictDoUpdate({ target, set });
}

/**
 * Forgets whose refusals those were that are long past; how many were not kept stays. A repository at a time, whose row of
 * numbers is held meanwhile: two who count at once would count the same twice, or lose what the other counts.
 */
export async function forgetWhoWasRefused(database: Database, before: number): Promise<void> {
  const { read, tables } = database;
  const { refusals } = tables;
  const old = await read
    .selectDistinct({ repository: refusals.repository })
    .from(refusals)
    .where(isPast(tables, before));
  for (const { repository } of old) {
    await database.transact((query) => forgetIn(query, tables, { repository, before }));
  }
}

async function forgetIn(
  query: Query,
  tables: Tables,
  { repository, before }: { readonly repository: number; readonly before: number },
): Promise<void> {
  const { refusals } = tables;
  await holdNumbers(query, tables, repository);
  const theirs = and(eq(refusals.repository, repository), isPast(tables, before));
  const [sum] = await query
    .select({ leftOut: sql`coalesce(sum(${refusals.leftOut}), 0)`.mapWith(Number) })
    .from(refusals)
    .where(theirs);
  if (sum !== undefined && sum.leftOut > 0) {
    const all = await windowOf(query, tables, { repository, person: EVERYBODY, at: before });
    await save(query, tables, { ...all, leftOut: all.leftOut + sum.leftOut });
  }
  await query.delete(refusals).where(theirs);
}

function isPast({ refusals }: Tables, before: number): SQL | undefined {
  return and(lt(refusals.since, before), ne(refusals.person, EVERYBODY));
}
