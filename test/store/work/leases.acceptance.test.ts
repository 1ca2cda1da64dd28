import { Client } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../app/store/open-store.ts';
import { startPostgres, type Postgres } from '../../support/postgres.ts';
import { anId } from '../../support/rows.ts';
import { waitUntil } from '../../support/wait-until.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

/** A store, and a connection beside it that does what another process may do between two of its statements. */
async function opened() {
  const databaseUrl = await postgres.database();
  const store = await openStore({ databaseUrl });
  const beside = new Client({ connectionString: databaseUrl });
  await beside.connect();
  onTestFinished(async () => {
    await beside.end();
    await store.close();
  });
  const isSomeoneWaiting = async () =>
    (await beside.query('select 1 from pg_locks where not granted')).rows.length > 0;
  return { leases: store.leases, beside, isSomeoneWaiting };
}

const BY_ANOTHER = { type: 'driven', by: 'another process' };

test('who finds a run that nobody drives any more, and is overtaken by another, does not drive it', async () => {
  const { leases, beside, isSomeoneWaiting } = await opened();
  const run = anId();
  await leases.drive(run, 'gone', 0, 100);
  await beside.query('begin');
  await beside.query('select owner from drives where run = $1 for update', [run]);
  const late = leases.drive(run, 'late', 200, 300);
  await waitUntil(isSomeoneWaiting);
  await beside.query("update drives set owner = 'first', expires_at = 300 where run = $1", [run]);
  await beside.query('commit');
  expect(await late).toEqual(BY_ANOTHER);
  expect(await leases.driver(run)).toEqual({ owner: 'first', until: 300 });
});

test('who finds a run driven by one that lets go of it just then drives neither it nor another', async () => {
  const { leases, beside } = await opened();
  const [run, other] = [anId(), anId()];
  await leases.drive(other, 'late', 0, 100);
  // As if the row that stood in the way were gone before it is read.
  await beside.query(
    `create function stand_in_the_way() returns trigger language plpgsql as $$ begin return null; end $$;
     create trigger in_the_way before insert on drives for each row execute function stand_in_the_way()`,
  );
  expect(await leases.drive(run, 'late', 200, 300)).toEqual(BY_ANOTHER);
  expect(await leases.driver(run)).toBeNull();
  expect(await leases.driver(other)).toEqual({ owner: 'late', until: 100 });
});
