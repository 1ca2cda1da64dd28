import { afterAll, beforeAll } from 'vitest';
import { openStore } from '../../app/store/open-store.ts';
import { startPostgres, type Postgres } from '../support/postgres.ts';
import { describeDeath } from './processes/death.ts';
import { describeProcesses } from './processes/contract.ts';

let postgres: Postgres;
let databaseUrl: string;
beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.database();
});
afterAll(() => postgres.stop());

describeDeath('PostgreSQL', async () => openStore({ databaseUrl: await postgres.database() }));
describeProcesses('PostgreSQL database', () => ({ databaseUrl }));
