import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ExamplesFormat, WantedColumns } from '../../../evaluation/examples-file.ts';
import { BadExamples } from '../../../evaluation/read/bad-examples.ts';
import { checkExamples, readExamples } from '../../../evaluation/read/read-examples.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { plainOf } from '../../support/plain-examples.ts';

const WANTED: WantedColumns = {
  id: 'id',
  cluster: null,
  show: [],
  columns: { label: 'two-classes', score: 'number' },
};

const FIXTURES = new URL('../../fixtures/examples/', import.meta.url).pathname;

async function fileOf(text: string | Uint8Array): Promise<string> {
  const path = join(freshFolder(), 'table');
  await writeFile(path, text);
  return path;
}

async function read(
  text: string | Uint8Array,
  format: ExamplesFormat = 'csv',
  wanted: Partial<WantedColumns> = {},
) {
  const path = await fileOf(text);
  return plainOf(await readExamples({ path, format, wanted: { ...WANTED, ...wanted } }));
}

/** What is wrong with it; both ways of reading say the same. */
async function faultOf(
  text: string | Uint8Array,
  format: ExamplesFormat = 'csv',
  wanted: Partial<WantedColumns> = {},
): Promise<string> {
  const source = { path: await fileOf(text), format, wanted: { ...WANTED, ...wanted } };
  const faults = await Promise.all(
    [checkExamples, readExamples].map(async (how) => {
      const error: unknown = await how(source).then(
        () => null,
        (fault: unknown) => fault,
      );
      if (!(error instanceof BadExamples)) throw error;
      return error.message;
    }),
  );
  expect(new Set(faults).size).toBe(1);
  return faults[0] ?? '';
}

const rows = (...lines: readonly string[]) => ['id,label,score', ...lines, ''].join('\n');

describe('examples in a table of cells', () => {
  test('are the named columns, as they are written', async () => {
    const { ids, clusters, columns } = await read(
      '\uFEFFid,note,score,label\r\n"ä, 1","said ""no"", twice\r\nor more",.5,1\r\n\r\nb,,nan,false\r\n01,,-1e-3,TRUE',
    );
    expect(ids).toEqual(['ä, 1', 'b', '01']);
    expect(clusters).toBeNull();
    expect(columns).toEqual({
      label: new Float64Array([1, 0, 1]),
      score: new Float64Array([0.5, Number.NaN, -0.001]),
    });
  });

  test('belong together as the cluster says, and then an id may stand there twice', async () => {
    const text = 'id\tlabel\tscore\tday\na\t0\t1\tmonday\na\t1\t2\tmonday\nb\t1\t\ttuesday\n';
    const { ids, clusters } = await read(text, 'tsv', { cluster: 'day' });
    expect(ids).toEqual(['a', 'a', 'b']);
    expect(clusters).toEqual(['monday', 'monday', 'tuesday']);
  });

  test('may name one column for several things, and a name that every object has', async () => {
    const columns = { id: 'number', constructor: 'number' } as const;
    const found = await read('id,constructor,__proto__\n7,1,\n8,2,\n', 'csv', { columns });
    expect(found.ids).toEqual(['7', '8']);
    expect(found.columns).toEqual({
      id: new Float64Array([7, 8]),
      constructor: new Float64Array([1, 2]),
    });
  });

  test.each([
    ['', 'it is empty'],
    ['\n\n', 'it has no rows'],
    [rows(), 'it has no rows'],
    ['id,label,scores\na,1,2\n', 'it has no column score: did you mean "scores"?'],
    ['a,b\n1,2\n', 'it has no column id; it has "a", "b"'],
    ['id,label,score,score\na,1,1,2\n', 'column score stands in it 2 times'],
    [rows('a,1,1', 'b,0'), 'row 2 has 2 cells, and there are 3 columns'],
    [rows('a,1,1', 'b,0,abc'), 'row 2: column score is "abc", which is not a number'],
    [rows('a,1,0x10'), 'row 1: column score is "0x10", which is not a number'],
    [
      `${Array.from({ length: 22 }, (_, at) => `c${at}`).join(',')}\n`,
      `it has no column id; it has ${Array.from({ length: 20 }, (_, at) => `"c${at}"`).join(', ')}, 2 more`,
    ],
    [rows('a,1,inf'), 'row 1: column score is "inf", which is not a number'],
    [rows('a,1,1e999'), 'row 1: column score is "1e999", which is not a number'],
    [rows('a,1,-1e999'), 'row 1: column score is "-1e999", which is not a number'],
    [rows('a,2,1'), 'row 1: column label is "2", which is neither 0, 1, true nor false'],
    [rows('a,,1'), 'row 1: column label is empty, which is neither 0, 1, true nor false'],
    [rows('a,1,', 'b,0,nan'), 'column score has no number in any row'],
    [rows('a,1,1', ',0,1'), 'row 2: column id is empty, which names nothing'],
    [
      rows('a,1,1', 'b,1,1', 'a,0,1'),
      'row 3: id "a" stands there twice: if its rows belong together, name the column that says so as `cluster`',
    ],
    [
      rows('a,1,1', 'b"c,0,1'),
      'line 3 has a quote where none may stand, or one that is never closed: write it with a library',
    ],
  ])('are refused with a reason: %j', async (text, fault) => {
    expect(await faultOf(text)).toBe(fault);
  });

  test('are as many as there are, with ids as long as they may be', async () => {
    const many = Array.from({ length: 3000 }, (_, at) => `${String(at).padStart(200)},1, ${at} `);
    const { ids, columns } = await read(rows(...many));
    expect([ids.length, ids[1]]).toEqual([3000, '1'.padStart(200)]);
    expect(columns['score']).toEqual(Float64Array.from({ length: 3000 }, (_, at) => at));
  });

  test('are refused for an id and for a line that are too long', async () => {
    expect(await faultOf(rows(`${'x'.repeat(201)},1,1`))).toBe(
      `row 1: column id is "${'x'.repeat(100)}…", which has more than 200 characters`,
    );
    expect(await faultOf(rows(`a,1,"${'x'.repeat(1_100_000)}"`))).toBe(
      'line 2 is longer than 1 MiB',
    );
  });

  test('are refused where an id is no UTF-8, and two could be one', async () => {
    const text = Buffer.from(rows('\xe9,1,1', '\xe8,0,1'), 'latin1');
    expect(await faultOf(text)).toBe('row 1: column id is "\uFFFD", which is no UTF-8');
  });

  test('are refused for a probability that is none', async () => {
    const columns = { p: 'probability' } as const;
    for (const p of ['1.01', '-0.5']) {
      expect(await faultOf(`id,p\na,0\nb,1\nc,\nd,${p}\n`, 'csv', { columns })).toBe(
        `row 4: column p is "${p}", which is not a probability: those are from 0 to 1`,
      );
    }
  });

  test('are quoted as whoever reads them allows', async () => {
    const path = await fileOf(rows('a,1,hunter2'));
    const quote = (text: string) => text.replace('hunter2', '***');
    await expect(checkExamples({ path, format: 'csv', wanted: WANTED, quote })).rejects.toThrow(
      'row 1: column score is "***", which is not a number',
    );
  });

  test('have at most 16 columns and 512 MiB', async () => {
    const show = Array.from({ length: 14 }, (_, index) => `c${index}`);
    expect(await faultOf(rows('a,1,1'), 'csv', { show: show.slice(1) })).toMatch(/no column c1/);
    expect(await faultOf(rows('a,1,1'), 'csv', { show })).toBe(
      '17 columns are named, and at most 16 are read',
    );
    const path = await fileOf(rows());
    await truncate(path, 512 * 1024 * 1024 + 1);
    await expect(checkExamples({ path, format: 'csv', wanted: WANTED })).rejects.toThrow(
      /^it has 512 MiB, and at most 512 MiB are read/,
    );
  });
});

describe('examples as JSON lines', () => {
  test('may lack what every object has', async () => {
    const columns = { constructor: 'number' } as const;
    const text = '{"id": "a"}\n  \n{"id": "b", "constructor": 2}';
    const found = await read(text, 'json-lines', { columns });
    expect(found.columns).toEqual({ constructor: new Float64Array([Number.NaN, 2]) });
  });

  test('are maps, in which a number may be missing', async () => {
    const { ids, columns } = await read(
      '\uFEFF{"id": 7, "label": true, "score": 0.5, "more": [1]}\r\n\n{"id": "é", "label": 0, "score": null}\n{"label": 1, "id": true}',
      'json-lines',
    );
    expect(ids).toEqual(['7', 'é', 'true']);
    expect(columns).toEqual({
      label: new Float64Array([1, 0, 1]),
      score: new Float64Array([0.5, Number.NaN, Number.NaN]),
    });
  });

  test.each([
    ['\n', 'it has no rows'],
    ['{}', 'it has no column id; it has none'],
    ['null', 'line 1 is not a map, as {"id": "a", "score": 0.9}'],
    ['5', 'line 1 is not a map, as {"id": "a", "score": 0.9}'],
    ['{"id": null, "label": 1}', 'row 1: column id is empty, which names nothing'],
    [
      '{"id": "a", "label": 1, "score": 1e999}',
      'row 1: column score is "Infinity", which is not a number',
    ],
    ['[1]\n', 'line 1 is not a map, as {"id": "a", "score": 0.9}'],
    ['{"label": 1}', 'it has no column id; it has "label"'],
    ['{"id": "a", "label": 1}', 'it has no column score; it has "id", "label"'],
    [
      '{"id": "a", "label": 1, "score": NaN}',
      'line 1 is not JSON: write null in place of NaN and Infinity',
    ],
    [
      '{"id": 12345678901234567890, "label": 1, "score": 1}',
      'row 1: column id is "12345678901234567000", which has more digits than a number keeps: write it as text',
    ],
    [
      '{"id": "a", "label": 1, "score": [1]}',
      'row 1: column score is a list, which is not a number',
    ],
    ['{"id": {}, "label": 1}', 'row 1: column id is a map, which is neither text nor a number'],
  ])('are refused with a reason: %s', async (text, fault) => {
    expect(await faultOf(text, 'json-lines')).toBe(fault);
  });

  test('are refused for what is not JSON, with its line, and for a line without an end', async () => {
    const good = '{"id": "a", "label": 1, "score": 1}\n';
    expect(await faultOf(`${good}{"id": `, 'json-lines')).toMatch(/^line 2 is not JSON: "/);
    const long = `${good}{"id": "${'x'.repeat(1_200_000)}`;
    expect(await faultOf(long, 'json-lines')).toBe('line 2 is longer than 1 MiB');
  });
});

describe('examples in Parquet', () => {
  const wanted: WantedColumns = {
    id: 'id',
    cluster: 'customer',
    show: ['tags'],
    columns: { label: 'two-classes', score: 'number', correct: 'number' },
  };

  test.each(['none', 'snappy', 'gzip', 'zstd', 'brotli'])(
    'are what pyarrow wrote, packed by %s',
    async (codec) => {
      const path = join(FIXTURES, `${codec}.parquet`);
      const found = plainOf(await readExamples({ path, format: 'parquet', wanted }));
      expect(found.ids).toEqual([3, 4, 5, 6, 7, 8].map((digit) => `900719925474099${digit}`));
      expect(found.clusters).toEqual(['ü', 'ü', 'b', 'b', 'c', 'c']);
      expect(found.columns).toEqual({
        label: new Float64Array([0, 1, 0, 1, 0, 1]),
        score: new Float64Array([0.25, Number.NaN, 0.5, 0.75, 1, 0]),
        correct: new Float64Array([1, 0, 1, 1, 0, 1]),
      });
      expect(await checkExamples({ path, format: 'parquet', wanted })).toBe(6);
    },
  );

  test('are named by a time too', async () => {
    const path = join(FIXTURES, 'snappy.parquet');
    const { ids } = await readExamples({
      path,
      format: 'parquet',
      wanted: { ...wanted, id: 'at' },
    });
    expect(ids.at(1)).toBe('1970-01-01T00:00:00.001Z');
  });

  test.each([
    [
      'lz4',
      {},
      'it is no Parquet that can be read: "parquet unsupported compression codec: LZ4_RAW"',
    ],
    [
      'zstd',
      { id: 'ids' },
      'it has no column ids; it has "id", "customer", "label", "score", "correct", "at", "tags"',
    ],
    ['zstd', { id: 'tags' }, 'row 1: column tags is a list, which is neither text nor a number'],
    [
      'zstd',
      { columns: { customer: 'number' } },
      'row 1: column customer is "ü", which is not a number',
    ],
  ] as const)('are refused with a reason: %s %j', async (codec, other, fault) => {
    const path = join(FIXTURES, `${codec}.parquet`);
    const source = { path, format: 'parquet', wanted: { ...wanted, ...other } } as const;
    await expect(checkExamples(source)).rejects.toThrow(new BadExamples(fault));
  });

  test('are refused where there are more than five million, before one is read', async () => {
    const path = join(FIXTURES, 'many.parquet');
    const source = { path, format: 'parquet', wanted: { ...WANTED, cluster: 'id' } } as const;
    await expect(checkExamples(source)).rejects.toThrow('it has more than 5,000,000 rows');
  });

  // 315 bytes: a hundred rows, it says, and of every column one value 2,147,483,647 times (one run of a dictionary).
  test('are refused where few bytes stand for more values than rows are read', async () => {
    const path = join(FIXTURES, 'bomb.parquet');
    const wanted = { id: 'id', cluster: 'c', show: [], columns: { x: 'number' } } as const;
    await expect(checkExamples({ path, format: 'parquet', wanted })).rejects.toThrow(
      'it has more than 5,000,000 rows',
    );
  });

  test('are refused where it is no Parquet at all', async () => {
    expect(await faultOf('id,score\n', 'parquet')).toMatch(/^it is no Parquet that can be read: "/);
    expect(await faultOf('PAR1aaaaPAR1', 'parquet')).toMatch(/^it is no Parquet that can be read/);
  });
});

test.each(['csv', 'json-lines', 'parquet'] as const)(
  'examples as %s are read no further once that is to stop',
  async (format) => {
    const path =
      format === 'parquet' ? join(FIXTURES, 'zstd.parquet') : await fileOf(rows('a,1,1'));
    const signal = AbortSignal.abort();
    const error: unknown = await checkExamples({ path, format, wanted: WANTED, signal }).catch(
      (fault: unknown) => fault,
    );
    expect(error).toMatchObject({ name: 'AbortError' });
  },
);
