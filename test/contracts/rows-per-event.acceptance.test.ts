import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type Postgres } from '../support/postgres.ts';
import { describeRowsPerEvent } from './rows-per-event.ts';

let postgres: Postgres;
let databaseUrl: string;
beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.database();
});
afterAll(() => postgres.stop());

describeRowsPerEvent('PostgreSQL', () => ({ databaseUrl }));
