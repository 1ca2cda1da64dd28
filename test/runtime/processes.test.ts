import { join } from 'node:path';
import { freshFolder } from '../support/open-runtime.ts';
import { describeProcesses } from './processes/contract.ts';

const sqliteFile = join(freshFolder(), 'state.db');

describeProcesses('SQLite file', () => ({ sqliteFile }));
