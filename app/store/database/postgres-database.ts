import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { DatabaseError, Pool } from 'pg';
import { postgresKit } from '../schema/column-kit.ts';
import type { Database, OnStatement } from './database.ts';
import { observe } from './observe-client.ts';
import { postgresAnnouncer } from './postgres-announcer.ts';
import { defineTables } from '../schema/tables.ts';

const TRIES = 5;
/** How long the first new try waits about, in milliseconds; each further one as much longer. */
const PAUSE_MS = 20;
/** Any number that no other program on this database uses for an advisory lock: the letters "mlpi". */
const MIGRATION_LOCK = 0x6d6c7069;

/** The shared database: many processes on many machines. `url` as libpq reads it. */
export function openPostgres(url: string, onStatement: OnStatement | null): Database {
  const pool = new Pool({ connectionString: url, max: 8 });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  if (onStatement !== null) pool.on('connect', (client) => observe(client, onStatement));
  const database = drizzle({ client: pool, casing: 'snake_case' });
  const announcer = postgresAnnouncer(url, pool);
  return {
    dialect: 'postgres',
    tables: defineTables(postgresKit),
    read: database,
    transact: async (work) => {
      const result = await retried(() => database.transaction(work));
      announcer.announce();
      return result;
    },
    forLease: (query) => {
      query.for('update', { skipLocked: true });
      return query;
    },
    execute: async (query, statement) => {
      await query.execute(sql.raw(statement));
    },
    alone: (work) =>
      database.transaction(async (query) => {
        await query.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
        await work(query);
      }),
    watch: (onOutsideCommit) => announcer.watch(onOutsideCommit),
    // There is no cheaper way to know than to ask for what one wants to know.
    mayHaveChanged: () => true,
    close: async () => {
      await announcer.close();
      await pool.end();
    },
  };
}

/**
 * The one that was undone waits a moment: a row whose writer was undone belongs to who comes next, not to who waited
 * for it, so at once it would overtake the other and clash with it again.
 */
async function retried<T>(act: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await act();
    } catch (error) {
      if (!isClash(error) || tried === TRIES) throw error;
    }
    await sleep(tried * PAUSE_MS * (0.5 + Math.random()));
  }
}

/** Two transactions stood in each other's way and PostgreSQL undid this one: https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html */
function isClash(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof DatabaseError && (cause.code === '40001' || cause.code === '40P01');
}
