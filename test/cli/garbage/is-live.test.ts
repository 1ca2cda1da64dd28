import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isLive } from '../../../app/cli/garbage/is-live.ts';
import { createProcessOwner } from '../../../app/local/process-owner.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const owner = createProcessOwner();
const gone = owner.id.split('|').with(4, '1').join('|');

test('a run lives while the process that drives it does, though its lease is over', async () => {
  const store = await openStore({ sqliteFile: join(freshFolder(), 'store.sqlite') });
  for (const [run, driver] of [
    ['stopped', owner.id],
    ['killed', gone],
  ] as const) {
    await store.leases.drive(run, driver, 0, 1);
  }
  expect(await isLive(store, owner, 'stopped')).toBe(true);
  expect(await isLive(store, owner, 'killed')).toBe(false);
  await store.close();
});

test('a run lives while a step of it does, though nothing drives it', async () => {
  const store = await openStore({ sqliteFile: join(freshFolder(), 'store.sqlite') });
  const run = `test-${randomUUID()}`;
  const step = spawn('sleep', ['600'], { env: { ...process.env, MLPIPELINES_RUN_ID: run } });
  await once(step, 'spawn');
  expect(await isLive(store, owner, run)).toBe(true);
  step.kill('SIGKILL');
  await once(step, 'exit');
  expect(await isLive(store, owner, run)).toBe(false);
  await store.close();
});
