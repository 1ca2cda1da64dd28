import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { TrainingSpec } from '../../evaluation/leakage.ts';
import { findLeakage } from '../../evaluation/read/find-leakage.ts';
import { freshFolder } from '../support/fresh-folder.ts';

function tableOf(text: string) {
  const path = join(freshFolder(), 'table');
  writeFileSync(path, text);
  return { path, format: 'csv' } as const;
}

const TEST = `id,customer,day
1,a,2026-03-01
2,a,2026-03-02
3,b,2026-03-03
4,c,2026-03-04
`;

async function leakage(
  training: string,
  spec: Partial<TrainingSpec> = {},
  test: { readonly cluster?: string; readonly time?: string } = {},
) {
  const asked = { path: null, id: 'id', time: null, ...spec };
  const file = tableOf(training);
  const of = { id: 'id', cluster: null, ...test };
  const [found] = await findLeakage({ file: tableOf(TEST), spec: of }, [
    { input: 'train.data', spec: asked, file },
  ]);
  return found;
}

const CHECKED = { input: 'train.data', type: 'checked', older: null } as const;

test('ids of the test that are in the training data are counted, each once', async () => {
  const found = await leakage('row,id\nx,3\ny,3\nz,4\nw,9\n');
  expect(found).toEqual({ ...CHECKED, column: 'id', by: 'id', test: 4, shared: 2 });
});

test('a column of another name is that of the examples', async () => {
  const found = await leakage('key\n1\n', { id: 'key' });
  expect(found).toEqual({ ...CHECKED, column: 'id', by: 'id', test: 4, shared: 1 });
});

test('what belongs together is looked for by its name', async () => {
  const found = await leakage('customer\na\nd\n', { id: 'customer' }, { cluster: 'customer' });
  expect(found).toEqual({ ...CHECKED, column: 'customer', by: 'cluster', test: 3, shared: 1 });
});

test('test examples from before the newest training row are counted', async () => {
  const training = 'id,at\n8,2026-03-02T12:00:00Z\n9,2026-02-01\n';
  const timed = await leakage(training, { time: 'at' }, { time: 'day' });
  expect(timed).toMatchObject({ shared: 0, older: { examples: 2, of: 4 } });
  // Only one side says when.
  expect(await leakage(training, { time: 'at' })).toMatchObject({ older: null });
  expect(await leakage(training, {}, { time: 'day' })).toMatchObject({ older: null });
});

test('a time without an offset is of UTC, whichever zone the machine is in', async () => {
  const zone = process.env['TZ'];
  onTestFinished(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
  for (const there of ['UTC', 'Asia/Tokyo', 'America/New_York']) {
    process.env['TZ'] = there;
    const found = await leakage('id,at\n8,2026-03-02 02:00\n', { time: 'at' }, { time: 'day' });
    expect(found).toMatchObject({ older: { examples: 2, of: 4 } });
  }
});

test.each([
  ['id,at\n8,monday\n', { time: 'at' }, 'the training data: a time is neither a number nor a date'],
  ['id,at\n8,\n', { time: 'at' }, 'the training data: a time is neither a number nor a date'],
  ['id,at\n8,"  "\n', { time: 'at' }, 'the training data: a time is neither a number nor a date'],
  ['other\n8\n', {}, 'the training data: it has no column id'],
  ['', {}, 'the training data: it is empty'],
  ['id\n', {}, 'the training data: it has no rows'],
])('what cannot be looked into says why, and quotes nothing: %j', async (text, spec, reason) => {
  const found = await leakage(text, spec, { time: 'day' });
  expect(found).toMatchObject({ type: 'not-checked' });
  expect(found?.type === 'not-checked' && found.reason).toContain(reason);
});

test('what is not at hand says why', async () => {
  const test = { file: tableOf(TEST), spec: { id: 'id', cluster: null } };
  const spec = { path: null, id: 'id', time: null };
  const training = [{ input: 'train.data', spec, file: 'it is not stored' }];
  expect(await findLeakage(test, training)).toEqual([
    { input: 'train.data', type: 'not-checked', reason: 'it is not stored' },
  ]);
});
