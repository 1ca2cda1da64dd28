import { join } from 'node:path';
import { freshFolder } from '../support/fresh-folder.ts';
import { describeProcesses } from './processes/contract.ts';

const sqliteFile = join(freshFolder(), 'state.db');

describeProcesses('SQLite file', () => ({ sqliteFile }));
