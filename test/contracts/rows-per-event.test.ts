import { join } from 'node:path';
import { freshFolder } from '../support/fresh-folder.ts';
import { describeRowsPerEvent } from './rows-per-event.ts';

describeRowsPerEvent('SQLite', () => ({ sqliteFile: join(freshFolder(), 'state.db') }));
