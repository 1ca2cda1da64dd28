import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExamplesFormat } from '../../../evaluation/examples-file.ts';
import { BadExamples } from '../../../evaluation/read/bad-examples.ts';
import { readSlices } from '../../../evaluation/read/read-slices.ts';
import { freshFolder } from '../../support/fresh-folder.ts';

async function read(text: string, format: ExamplesFormat = 'csv', by = ['segment', 'region']) {
  const path = join(freshFolder(), 'table');
  await writeFile(path, text);
  return readSlices({ path, format, by, quote: (quoted) => quoted.slice(0, 40) });
}

async function faultOf(...given: Parameters<typeof read>): Promise<string> {
  const error: unknown = await read(...given).then(
    () => null,
    (fault: unknown) => fault,
  );
  if (!(error instanceof BadExamples)) throw error;
  return error.message;
}

const table = (...lines: readonly string[]) => ['segment,region,n,auc', ...lines, ''].join('\n');

describe('a table of slices', () => {
  test('names each by its columns, and says how many rows it has and what was measured there', async () => {
    const text = '\uFEFFn,segment,auc,region,f1\r\n12,prepaid,.5,EU,1\r\n3.0,"a, b",1e-3,EU,\r\n';
    expect(await read(text)).toEqual([
      { by: { segment: 'prepaid', region: 'EU' }, n: 12, metrics: { auc: 0.5, f1: 1 } },
      { by: { segment: 'a, b', region: 'EU' }, n: 3, metrics: { auc: 0.001 } },
    ]);
  });

  test('may have slices by one column beside slices by another', async () => {
    const found = await read(table('prepaid,,10,0.8', ',EU,20,0.9', 'prepaid,EU,5,NaN'));
    expect(found.map(({ by }) => by)).toEqual([
      { segment: 'prepaid' },
      { region: 'EU' },
      { segment: 'prepaid', region: 'EU' },
    ]);
    // An AUC of one class is not defined.
    expect(found[2]?.metrics).toEqual({});
  });

  test('may say how sure it is of a number', async () => {
    const bounds = 'segment,region,n,auc,auc.low,auc.high\na,,10,0.8,0.7,0.9\n';
    expect((await read(bounds))[0]?.metrics).toEqual({ auc: 0.8, 'auc.low': 0.7, 'auc.high': 0.9 });
    const [sure] = await read('segment,region,n,auc,auc.stderr\na,,10,0.8,0.05\n');
    expect(Object.keys(sure?.metrics ?? {})).toEqual(['auc', 'auc.low', 'auc.high']);
    expect(sure?.metrics['auc.high']).toBeCloseTo(0.8 + 1.96 * 0.05, 4);
  });

  test('may be lines of JSON, and of tabs', async () => {
    const lines = '{"segment": 3, "region": null, "n": 7, "auc": 0.5}\n{"segment":"b","n":1}\n';
    expect(await read(lines, 'json-lines')).toEqual([
      { by: { segment: '3' }, n: 7, metrics: { auc: 0.5 } },
      { by: { segment: 'b' }, n: 1, metrics: {} },
    ]);
    expect(await read('segment\tregion\tn\tauc\na\t\t1\t1\n', 'tsv')).toHaveLength(1);
  });

  test('names what looks the same the same', async () => {
    expect((await read(table('caf\u0065\u0301,,1,1')))[0]?.by).toEqual({ segment: 'café' });
  });

  test.each([
    ['', 'it is empty'],
    ['segment,region,n,auc\n', 'it has no rows'],
    ['segment,regoin,n,auc\n', 'it has no column region: did you mean "regoin"?'],
    ['segment,region,auc\na,,1\n', 'it has no column n'],
    ['segment,region,n\na,,1\n', 'it has no metric: a column for each, beside n'],
    ['segment,region,n,auc,auc\n', 'column "auc" stands in it twice'],
    [',segment,region,n,auc\n', 'a column has no name: every column is a metric'],
    [`segment,region,n,${'m'.repeat(201)}\n`, /has a name of more than 200 characters/],
    [table('a,,,0.8'), 'row 1 has no n: how many rows of the data it is'],
    [table('a,,NaN,0.8'), 'row 1 has no n: how many rows of the data it is'],
    [table('a,,1.5,0.8'), 'row 1 has "1.5" as n, which is not a whole number'],
    [table('a,,-1,0.8'), 'row 1 has "-1" as n, which is not a whole number'],
    [table('a,,1e300,0.8'), 'row 1 has "1e300" as n, which is not a whole number'],
    [table('a,,many,0.8'), 'row 1 has "many" as n, which is not a whole number'],
    [table('a,,1,high'), 'row 1 has "high" as auc: no number'],
    [table('a,,1,inf'), 'row 1 has "inf" as auc: no number'],
    [table(',,1,0.8'), 'row 1 names no slice: segment, region is empty'],
    [table('a,b,1,1', 'a,c,1,1', 'a,b,2,2'), 'row 3 is "segment=a, region=b" once more'],
    [table('café,,1,1', 'cafe\u0301,,1,1'), 'row 2 is "segment=café" once more'],
    [table(`${'x'.repeat(101)},,1,1`), /^row 1 has "x{40}" as segment, of more than 100/],
    [table('a ,,1,1'), 'row 1 has "a " as segment, with spaces at its ends'],
    [table('a\u0007b,,1,1'), /as segment, with a control character$/],
    [table('a\uFFFDb,,1,1'), /as segment, which is no UTF-8$/],
    ['segment,region,n,a,a.low,a.high\nx,,1,3,1,2\n', 'row 1 has a outside of a.low and a.high'],
    ['segment,region,n,a,a.stderr\nx,,1,3,-1\n', 'row 1 has a negative number as a.stderr'],
  ])('is refused, and it is said why: %#', async (text, why) => {
    const fault = await faultOf(text);
    if (typeof why === 'string') expect(fault).toBe(why);
    else expect(fault).toMatch(why);
  });

  test('whose rows of JSON have other columns than the first is refused', async () => {
    const lines = '{"segment":"a","region":"","n":1,"auc":1}\n{"segment":"b","n":1,"f1":1}\n';
    expect(await faultOf(lines, 'json-lines')).toBe('a row has "f1", which the first one has not');
  });

  test('has at most 200 rows, 16 metrics and 1 MiB', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, at) => `s${at},,1,1`);
    expect(await read(table(...lines(200)))).toHaveLength(200);
    expect(await faultOf(table(...lines(201)))).toBe('it has more than 200 rows');
    const wide = (count: number) => Array.from({ length: count }, (_, at) => `m${at}`).join(',');
    expect(await faultOf(`segment,region,n,${wide(17)}\n`)).toBe(
      'it has 17 metrics, and at most 16 are taken',
    );
    const bounded = `${wide(16)},m0.low,m0.high`;
    const cells = [...Array.from({ length: 16 }, () => '1'), '0', '2'].join(',');
    expect(await read(`segment,region,n,${bounded}\na,,1,${cells}\n`)).toHaveLength(1);
    expect(await faultOf(`${table('a,,1,1')}${'\n'.repeat(1024 * 1024)}`)).toMatch(
      /^it has 1,048,\d+ bytes \(1 MiB\), and at most|^it has .*, and at most/,
    );
  });
});
