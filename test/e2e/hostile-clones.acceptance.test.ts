import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test, vi } from 'vitest';
import { HOSTILE_CLONES } from './hostile-clones.ts';
import { LOOKING, looksUnharmed } from './look-at-clone.ts';

// The configuration of whoever runs the tests would take part.
beforeEach(() => vi.stubEnv('HOME', mkdtempSync(join(tmpdir(), 'mlp-home-'))));
afterEach(() => vi.unstubAllEnvs());

test.each(HOSTILE_CLONES)(
  'no command that looks runs anything of $what: git $stock.0 would',
  async (hostile) => {
    await looksUnharmed(hostile, LOOKING);
  },
);
