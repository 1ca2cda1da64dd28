import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { OnStatement } from './database.ts';
import { explainSqliteError, fileGuard } from './sqlite-file-problem.ts';

const BUSY = 5;
const BUSY_TIMEOUT_MS = 20;
/** Longer than any transaction of ours by far: past it something is stuck, and saying so beats waiting. */
const GIVE_UP_AFTER_MS = 30_000;
const KEPT_STATEMENTS = 300;

export type SqliteConnection = {
  /** For drizzle's sqlite-proxy: rows as arrays. Tries again while another process holds the lock. */
  run(sql: string, params: readonly unknown[], method: string): Promise<{ rows: unknown[] }>;
  /** Changes when another connection commits. https://www.sqlite.org/pragma.html#pragma_data_version */
  dataVersion(): number;
  close(): void;
};

/** Opens one connection; WAL with an fsync at every commit, so that what was committed survives a power cut. */
export async function openConnection(
  file: string,
  onStatement: OnStatement | null,
): Promise<SqliteConnection> {
  const told = inWords(file);
  const database = await openFile(file, told);
  const requireSameFile = fileGuard(file);
  const statements = statementCache(database);
  const version = database.prepare('pragma data_version');
  return {
    run: async (sql, params, method) => {
      if (sql === 'begin immediate') requireSameFile();
      const { rows, changed } = await untilFree(() =>
        told(() => runOnce(statements(sql), params, method)),
      );
      // For what is no write, `changes` speaks of the write before it.
      const isWrite = /^(insert|update|delete)/.test(sql);
      onStatement?.({ sql, rows: isWrite ? Math.max(changed, rows.length) : rows.length });
      return { rows };
    },
    dataVersion: () => Number(version.get()?.['data_version']),
    close: () => database.close(),
  };
}

/** Does something to the file, and names what is wrong with it. */
type Told = <T>(act: () => T) => T;

function inWords(file: string): Told {
  return (act) => {
    try {
      return act();
    } catch (error) {
      throw explainSqliteError(error, file);
    }
  };
}

async function openFile(file: string, told: Told): Promise<DatabaseSync> {
  const database = told(() => new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS }));
  try {
    await untilFree(() => told(() => database.exec('pragma journal_mode = wal')));
    told(() => database.exec('pragma synchronous = full; pragma temp_store = memory'));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function runOnce(
  statement: StatementSync,
  params: readonly unknown[],
  method: string,
): { rows: unknown[]; changed: number } {
  const values = params.map(toInput);
  if (method === 'run') return { rows: [], changed: Number(statement.run(...values).changes) };
  return { rows: statement.all(...values), changed: 0 };
}

function toInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`A ${typeof value} cannot be stored as it is.`);
}

/**
 * node:sqlite waits for a lock by blocking the whole process, so it waits 20 ms at most and the rest is waited
 * without blocking.
 */
async function untilFree<T>(act: () => T): Promise<T> {
  const startedAt = performance.now();
  for (let delay = 1; ; delay = Math.min(delay * 2, 50)) {
    try {
      return act();
    } catch (error) {
      if (!isBusy(error) || performance.now() - startedAt > GIVE_UP_AFTER_MS) throw error;
    }
    await sleep(delay * (0.5 + Math.random()));
  }
}

function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  // The low byte is the primary code: https://www.sqlite.org/rescode.html#primary_result_codes_versus_extended_result_codes
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === BUSY;
}

function statementCache(database: DatabaseSync): (sql: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return (sql) => {
    const statement = kept.get(sql) ?? prepare(database, sql);
    kept.delete(sql);
    kept.set(sql, statement);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
    return statement;
  };
}

function prepare(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}
