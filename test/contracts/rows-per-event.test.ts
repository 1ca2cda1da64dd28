import { join } from 'node:path';
import { freshFolder } from '../support/open-runtime.ts';
import { describeRowsPerEvent } from './rows-per-event.ts';

describeRowsPerEvent('SQLite', () => ({ sqliteFile: join(freshFolder(), 'state.db') }));
