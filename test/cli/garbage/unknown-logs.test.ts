import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireRuns } from '../../../app/cli/garbage/require-runs.ts';
import { unknownLogs } from '../../../app/cli/garbage/unknown-logs.ts';
import { stateFolderOf } from '../../../app/local/state-folder.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aHeader, creation } from '../../support/rows.ts';

const id = (last: string) => `01jdn5m3z8w4q2c7k9r6t1v0x${last}`;

test('of logs of runs that the store does not know, the old ones may go, the young ones stay', async () => {
  const state = stateFolderOf(freshFolder());
  for (const [last, at] of [
    ['a', 1000],
    ['b', 1000],
    ['c', 3000],
  ] as const) {
    const step = join(state.logs, id(last), 'train');
    mkdirSync(step, { recursive: true });
    writeFileSync(join(step, '1.log'), 'x');
    utimesSync(join(step, '1.log'), at, at);
    // Its folders say nothing of when a log was written last.
    for (const folder of [step, join(state.logs, id(last))]) utimesSync(folder, 500, 500);
  }
  const store = await openStore({ sqliteFile: join(state.root, 'store.sqlite') });
  await expect(requireRuns({ state, store }, 2)).rejects.toThrow(
    'knows no run, but runs have left logs of 3 runs and 2 stored blobs',
  );
  await store.commit([creation(aHeader({ id: id('a') }))]);
  await requireRuns({ state, store }, 2);
  expect(await unknownLogs(state.logs, store, 2_000_000)).toEqual({
    old: [id('b')],
    young: [id('c')],
  });
  await store.close();
});
