import { drizzle, type SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy';
import type { Database, OnStatement, Query } from './database.ts';
import { keepStatements } from './kept-statements.ts';
import { openConnection, type SqliteConnection } from './sqlite-connection.ts';
import { sqliteKit } from './sqlite-kit.ts';
import { defineTables } from '../schema/tables.ts';

const WATCH_EVERY_MS = 400;

/** The embedded database: one file, any number of processes of one machine. */
export async function openSqlite(file: string, onStatement: OnStatement | null): Promise<Database> {
  // Two connections: transactions queue up for the one, reads go past them on the other and see what is committed.
  const writer = await openConnection(file, onStatement);
  const reader = await openConnection(file, onStatement);
  const transact = transactions(writer);
  const stops = new Set<() => void>();
  return {
    dialect: 'sqlite',
    tables: defineTables(sqliteKit),
    read: queryOn(reader),
    transact,
    // `begin immediate` lets one lease in at a time.
    forLease: (query) => query,
    execute: async (_query, statement) => {
      await writer.run(statement, [], 'run');
    },
    alone: transact,
    watch: (onOutsideCommit) => {
      const stop = watchVersion(writer, onOutsideCommit);
      stops.add(stop);
      return stop;
    },
    mayHaveChanged: versionCheck(writer),
    close: async () => {
      for (const stop of stops) stop();
      await transact(async () => undefined);
      reader.close();
      writer.close();
    },
  };
}

function transactions(writer: SqliteConnection): Database['transact'] {
  const query = queryOn(writer);
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(() => transaction(writer, () => work(query)));
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function transaction<T>(writer: SqliteConnection, work: () => Promise<T>): Promise<T> {
  await writer.run('begin immediate', [], 'run');
  try {
    const result = await work();
    await writer.run('commit', [], 'run');
    return result;
  } catch (error) {
    await writer.run('rollback', [], 'run');
    throw error;
  }
}

function queryOn(connection: SqliteConnection): Query {
  const run: SqliteConnection['run'] = (sql, params, method) => connection.run(sql, params, method);
  // As the second argument the casing would be ignored: drizzle-orm 0.45, sqlite-proxy/driver.js.
  return keepStatements(typedAsPostgres(drizzle(run, undefined, { casing: 'snake_case' })));
}

// See column-kit.ts: what the store asks of the two query builders has one shape.
function typedAsPostgres(database: SqliteRemoteDatabase): Query;
function typedAsPostgres(database: unknown): unknown {
  return database;
}

function watchVersion(writer: SqliteConnection, onOutsideCommit: () => void): () => void {
  const mayHaveChanged = versionCheck(writer);
  const timer = setInterval(() => {
    if (mayHaveChanged()) onOutsideCommit();
  }, WATCH_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function versionCheck(writer: SqliteConnection): () => boolean {
  let seen = writer.dataVersion();
  return () => {
    const before = seen;
    seen = writer.dataVersion();
    return seen !== before;
  };
}
