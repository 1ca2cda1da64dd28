import { join } from 'node:path';
import { openStore } from '../../app/store/open-store.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { describeDeath } from './processes/death.ts';

// Each moment is a world of its own on a disk; all of them: crash.acceptance.test.ts.
describeDeath('SQLite', () => openStore({ sqliteFile: join(freshFolder(), 'state.db') }), {
  every: 5,
});
