import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase, PgSelect } from 'drizzle-orm/pg-core';
import type { Tables } from '../schema/tables.ts';

/** Queries are written once, typed as PostgreSQL's; SQLite runs the same ones. */
export type Query = PgDatabase<NodePgQueryResultHKT>;

/** What differs between the databases, and nothing else. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  readonly tables: Tables;
  /** For single reads, outside any transaction. */
  readonly read: Query;
  /** All of `work` or, if it throws, nothing; the throw is passed on. May run `work` again after a clash, so it must only use `query`. */
  transact<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** Locks the rows that a lease selects and passes over those that another lease holds. */
  forLease<Q extends PgSelect>(query: Q): Q;
  /** Runs SQL that no query builder knows: migrations. */
  execute(query: Query, statement: string): Promise<void>;
  /** Only one process at a time is in `work`, whatever machine it is on. */
  alone(work: (query: Query) => Promise<void>): Promise<void>;
  /** Calls back within about a second after another connection has committed. */
  watch(onOutsideCommit: () => void): () => void;
  /** False: certainly no other connection has committed since this was last asked. */
  mayHaveChanged(): boolean;
  close(): Promise<void>;
}

/** Sees every statement; `rows` are those it gave back or, for a write that gives none, changed. */
export type OnStatement = (statement: { readonly sql: string; readonly rows: number }) => void;

/** Thrown inside a transaction to undo it: what was expected of the store does not hold. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly where: readonly string[];
  constructor(where: readonly string[]) {
    super(`changed meanwhile: ${where.join(', ')}`);
    this.where = where;
  }
}
