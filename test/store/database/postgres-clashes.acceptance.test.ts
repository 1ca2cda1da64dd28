import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../../app/store/database/postgres-database.ts';
import { startPostgres, type Postgres } from '../../support/postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

async function openCounters() {
  const database = openPostgres(await postgres.database(), null);
  onTestFinished(() => database.close());
  await database.transact(async (query) => {
    await database.execute(query, 'create table counters (name text primary key, n integer)');
    await database.execute(query, "insert into counters values ('a', 0), ('b', 0)");
  });
  return database;
}

test('of two transactions that wait for each other both are done in the end', async () => {
  const database = await openCounters();
  let tries = 0;
  let met = () => {};
  const both = new Promise<void>((resolve) => {
    met = resolve;
  });
  const add = (first: string, second: string) =>
    database.transact(async (query) => {
      const count = (name: string) =>
        database.execute(query, `update counters set n = n + 1 where name = '${name}'`);
      await count(first);
      tries += 1;
      if (tries === 2) met();
      await both;
      await count(second);
    });
  await Promise.all([add('a', 'b'), add('b', 'a')]);
  // PostgreSQL ended one of them: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS
  // Which one, and whether the two meet once more, is not ours to say.
  expect(tries).toBeGreaterThanOrEqual(3);
  const { rows } = await database.read.execute(sql`select n from counters`);
  expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
});

test.each([
  ['is tried five times while it clashes with others', '40001', 5],
  ['is tried five times while it ends in deadlocks', '40P01', 5],
  ['is not retried where it can never work', '23505', 1],
])('a transaction %s', async (_, code, times) => {
  const database = await openCounters();
  let tries = 0;
  const failing = database.transact(async (query) => {
    tries += 1;
    await database.execute(query, `do $$ begin raise exception using errcode = '${code}'; end $$`);
  });
  await expect(failing).rejects.toThrow();
  expect(tries).toBe(times);
});
