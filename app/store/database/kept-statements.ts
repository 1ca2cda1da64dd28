import { sql, type Placeholder } from 'drizzle-orm';
import type { Query } from './database.ts';

/** A statement before it is built; `prepare` builds it with placeholders. */
type Statement = PromiseLike<unknown> & { readonly prepare: (name: string) => Prepared };
type Prepared = { readonly execute: (values: Record<string, unknown>) => PromiseLike<unknown> };
type Row = Readonly<Record<string, unknown>>;

/** More rows than these are rare, and building their statement costs little beside carrying it out. */
const MOST_ROWS = 16;

const kept = new WeakMap<Query, Map<string, Prepared>>();

/** For a query builder that lives as long as its connection: statements that differ in their values alone are built once. */
export function keepStatements(query: Query): Query {
  kept.set(query, new Map());
  return query;
}

/**
 * Carries out a statement about rows that all have the same columns, none of them undefined. `name` stands for `build`:
 * for as many rows of that name it makes the same statement, whatever is in them.
 */
export async function withRows<T extends Row>(
  query: Query,
  name: string,
  rows: T[],
  build: (rows: T[]) => Statement,
): Promise<void> {
  const statements = rows.length <= MOST_ROWS ? kept.get(query) : undefined;
  if (statements === undefined) {
    await build(rows);
    return;
  }
  const shape = `${name} ${rows.length}`;
  const known = statements.get(shape) ?? build(rows.map(placeholders)).prepare(shape);
  statements.set(shape, known);
  await known.execute(Object.fromEntries(rows.flatMap(named)));
}

function named(row: Row, index: number): [string, unknown][] {
  return Object.entries(row).map(([column, value]) => [`${column} ${index}`, value]);
}

/** As a row, but with places for values that are told later. */
function placeholders<T extends Row>(row: T, index: number): T;
function placeholders(row: Row, index: number): Record<string, Placeholder> {
  const columns = Object.keys(row);
  return Object.fromEntries(columns.map((name) => [name, sql.placeholder(`${name} ${index}`)]));
}
