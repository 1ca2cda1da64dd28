import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type Postgres } from '../support/postgres.ts';
import { describeProcesses } from './processes/contract.ts';

let postgres: Postgres;
let databaseUrl: string;
beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.database();
});
afterAll(() => postgres.stop());

describeProcesses('PostgreSQL database', () => ({ databaseUrl }));
