import { afterAll, beforeAll } from 'vitest';
import { openStore } from '../../app/store/open-store.ts';
import { startPostgres, type Postgres } from '../support/postgres.ts';
import { describeStoreContract } from './store.ts';

let postgres: Postgres;
let databaseUrl: string;
beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.database();
});
afterAll(() => postgres.stop());

describeStoreContract('PostgreSQL', () => openStore({ databaseUrl }));
