import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../app/store/open-store.ts';
import { describeStoreContract } from './store.ts';

const sqliteFile = join(mkdtempSync(join(tmpdir(), 'mlp-store-')), 'state.db');

describeStoreContract('SQLite', () => openStore({ sqliteFile }));
