import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireOver } from '../../../app/cli/workspace/require-over.ts';
import { createProcessOwner } from '../../../app/local/process-owner.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aHeader } from '../../reports/build-run.ts';

test('a run that goes on is refused with the commands that help, `resume` only where nobody drives it', async () => {
  const store = await openStore({ sqliteFile: join(freshFolder(), 'store.sqlite') });
  const run = aHeader({ status: 'running', number: 17, attempt: 1 });
  await expect(requireOver(store, run)).rejects.toMatchObject({
    message: 'Run 17 is not over yet, and its process is gone.',
    hint: 'Go on with it: mlpipelines resume 17. Or end it first: mlpipelines cancel 17',
  });
  const now = Date.now();
  await store.leases.drive(run.id, createProcessOwner().id, now, now + 60_000);
  await expect(requireOver(store, run)).rejects.toMatchObject({
    message: 'Run 17 is not over yet.',
    hint: 'Wait for it, or cancel it first: mlpipelines cancel 17',
  });
  await requireOver(store, { ...run, status: 'failed' });
  await store.close();
});
