import { join } from 'node:path';
import { openStore } from '../../app/store/open-store.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { describeDeath } from './processes/death.ts';

describeDeath('SQLite', () => openStore({ sqliteFile: join(freshFolder(), 'state.db') }));
