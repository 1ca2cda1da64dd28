import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { checkExamples } from '../../../evaluation/read/read-examples.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

const READER = new URL('../../../evaluation/read/read-examples.ts', import.meta.url).href;

/** A table of `count` rows, written in parts. */
async function tableOf(head: string, count: number, row: (at: number) => string): Promise<string> {
  const path = join(freshFolder(), 'table');
  const stream = createWriteStream(path);
  stream.write(head);
  const part = 100_000;
  for (let from = 0; from < count; from += part) {
    const rows = Array.from({ length: Math.min(part, count - from) }, (_, at) => row(from + at));
    if (!stream.write(rows.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
  return path;
}

test('a million examples of four columns are read in less than 700 MB', async () => {
  const row = (at: number) => `example-${at},${at},0.5,${at % 2},true\n`;
  const path = await tableOf('id,a,b,c,d\n', 1_000_000, row);
  const columns = { a: 'number', b: 'number', c: 'two-classes', d: 'number' };
  const source = { path, format: 'csv', wanted: { id: 'id', cluster: null, show: [], columns } };
  const script = `
    import { readExamples } from ${JSON.stringify(READER)};
    const { ids, columns } = await readExamples(${JSON.stringify(source)});
    const { maxRSS } = process.resourceUsage();
    console.log(JSON.stringify([ids.length, ids.at(ids.length - 1), columns.get('a').at(-1), columns.get('c').at(-1), maxRSS]));
  `;
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', script]).toString();
  const [count, id, a, c, kilobytes] = JSON.parse(told);
  expect([count, id, a, c]).toEqual([1_000_000, 'example-999999', 999_999, 1]);
  expect(kilobytes).toBeLessThan(700_000);
});

test('at most five million examples are read', async () => {
  const path = await tableOf('id,day,n\n', 5_000_000, () => 'a,b,1\n');
  const wanted = { id: 'id', cluster: 'day', show: [], columns: { n: 'number' } } as const;
  expect(await checkExamples({ path, format: 'csv', wanted })).toBe(5_000_000);
  await writeFile(path, 'a,b,1\n', { flag: 'a' });
  await expect(checkExamples({ path, format: 'csv', wanted })).rejects.toThrow(
    'it has more than 5,000,000 rows',
  );
});
