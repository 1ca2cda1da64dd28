import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { openComparing } from '../../app/comparing/open-comparing.ts';
import { saveTree } from '../../content/save-tree.ts';
import type { ComparedExamples } from '../../evaluation/comparison.ts';
import type { ExamplesFormat } from '../../evaluation/examples-file.ts';
import type { Statistic } from '../../evaluation/examples.ts';
import { sfc32 } from '../../math/sfc32.ts';
import { freshFolder } from '../support/fresh-folder.ts';

const MEAN: Statistic = { type: 'mean', column: 'x' };
const RMSE: Statistic = { type: 'rmse', actual: 'y', predicted: 'x' };
const AUC: Statistic = { type: 'auc', label: 'y', score: 'x' };
const LOSS: Statistic = { type: 'log-loss', label: 'y', probability: 'x' };
const F1: Statistic = { type: 'f1', label: 'y', predicted: 'x' };
const MEDIAN: Statistic = { type: 'quantile', column: 'x', at: 0.5 };

const draws = new Uint32Array(100_000);
sfc32('odd')(draws);
let drawn = 0;
const any = (): number => (draws[(drawn += 1) % draws.length] ?? 0) / 2 ** 32;

type Cells = (at: number) => readonly (string | number)[];

function table(count: number, cells: Cells, head = 'id,x,y'): string {
  const rows = Array.from({ length: count }, (_, at) => `${cells(at).join(',')}\n`);
  return `${head}\n${rows.join('')}`;
}

const NUMBERS = table(200, (at) => [`e${at}`, any(), at % 2]);

describe('ids', () => {
  test.each([
    [2, 198],
    [100, 100],
  ])('of which %d are on one side alone are counted, and the others compared', async (shift, n) => {
    const { pairs, metrics } = await beside(
      MEAN,
      NUMBERS,
      table(200, (at) => [`e${at + shift}`, any(), 0]),
    );
    expect(pairs).toEqual({ by: 'id', paired: n, onlyNow: shift, onlyBefore: shift });
    expect(metrics['m']).toMatchObject({ type: 'compared', n });
  });

  test('that are all on one side alone say so', async () => {
    const others = table(200, (at) => [`f${at}`, any(), 0]);
    expect(await sentenceOf(MEAN, NUMBERS, others)).toBe('no id is on both sides');
  });

  test('that repeat say so', async () => {
    const repeating = table(60, (at) => [`e${at % 50}`, any(), 0]);
    expect(await sentenceOf(MEAN, repeating, NUMBERS)).toBe(
      'row 51: id "…" stands there twice: if its rows belong together, name the column that says so as `cluster`',
    );
  });

  test('may be in any script, as long as they may be, and be what every object has', async () => {
    const named = ['__proto__', 'constructor', `${'漢'.repeat(199)}!`, '😀 é'];
    const text = () => table(200, (at) => [named[at] ?? `e${at}`, any(), 0]);
    const { pairs, metrics } = await beside(MEAN, text(), text());
    expect(pairs.paired).toBe(200);
    expect(metrics['m']).toMatchObject({ type: 'compared', n: 200 });
  });
});

describe('clusters', () => {
  const HEAD = 'id,x,day';

  test('of one example each are as good as none', async () => {
    const text = () => table(1000, (at) => [`e${at}`, any(), `c${at}`], HEAD);
    const { metrics } = await beside(MEAN, text(), text(), 'day');
    expect(metrics['m']).toMatchObject({ type: 'compared', n: 1000, clusters: 1000 });
  });

  test('that differ between the sides say so', async () => {
    const [now, before] = [40, 41].map((of) =>
      table(200, (at) => [`e${at}`, any(), `c${at % of}`], HEAD),
    );
    expect(await sentenceOf(MEAN, now ?? '', before ?? '', 'day')).toBe(
      '160 of 200 examples are in another cluster than before, such as `e40`',
    );
  });

  test('of which there is one are too few', async () => {
    const text = () => table(200, (at) => [`e${at}`, any(), 'all'], HEAD);
    expect(await sentenceOf(MEAN, text(), text(), 'day')).toBe(
      '1 cluster is too few to tell (fewer than 20)',
    );
  });
});

describe('numbers', () => {
  const signed = (exponent: string, other = 0): string =>
    table(200, (at) => [
      `e${at}`,
      `${any() < 0.5 ? '-' : ''}${(1 + any() / 2).toFixed(3)}e${exponent}`,
      other,
    ]);

  test.each([MEAN, RMSE, MEDIAN, { type: 'mae', actual: 'y', predicted: 'x' } as const])(
    'that are too large or too small to be squared say so: $type',
    async (statistic) => {
      for (const exponent of ['308', '160', '101']) {
        expect(await sentenceOf(statistic, signed(exponent), signed(exponent))).toMatch(
          /^now: `x` holds -?1\.\d+e\+\d+: nothing is computed of numbers larger than 1e100/,
        );
      }
      for (const exponent of ['-200', '-322']) {
        expect(await sentenceOf(statistic, signed(exponent), signed(exponent))).toMatch(
          /^now: no number in `x` is larger than [\d.]+e-\d+: nothing is computed of numbers smaller than 1e-100/,
        );
      }
    },
  );

  test('that are just not too large or too small are compared', async () => {
    for (const exponent of ['99', '-99']) {
      for (const statistic of [MEAN, RMSE, MEDIAN]) {
        const { metrics } = await beside(statistic, signed(exponent), signed(exponent));
        expect(metrics['m']).toMatchObject({ type: 'compared', error: expect.any(Number) });
      }
    }
  });

  test('that only rank may be of any size', async () => {
    const text = () => table(200, (at) => [`e${at}`, `${1 + any() / 2}e308`, at % 2]);
    const { metrics } = await beside(AUC, text(), text());
    expect(metrics['m']).toMatchObject({ type: 'compared' });
  });

  test.each([
    [
      'are missing',
      MEAN,
      { x: (at: number) => (at === 3 ? '' : 1), y: 0 },
      '`x` has no number in 1 of 200 examples',
    ],
    [
      'are NaN',
      MEAN,
      { x: (at: number) => (at < 9 ? 'NaN' : 1), y: 0 },
      '`x` has no number in 9 of 200 examples',
    ],
    [
      'are labels of one class',
      AUC,
      { x: any, y: 1 },
      '`y` is true in all 200 examples: there is nothing to tell apart',
    ],
    [
      'are scores that are all equal',
      AUC,
      { x: () => 0.5, y: null },
      '`x` is 0.5 in all 200 examples: it ranks nothing',
    ],
    ['are never true', F1, { x: () => 0, y: 0 }, '`y` is true in none of 200 examples'],
  ] as const)('that %s say so', async (_, statistic, { x, y }, reason) => {
    const now = table(200, (at) => [`e${at}`, x(at), y ?? at % 2]);
    expect(await sentenceOf(statistic, now, now)).toBe(`now: ${reason}`);
  });

  test('that are the same in every example leave nothing to tell', async () => {
    const [now, before] = [0.3, 0.4].map((x) => table(200, (at) => [`e${at}`, x, 0]));
    expect(await sentenceOf(MEAN, now ?? '', before ?? '')).toBe(
      'the change is the same in every resample: nothing shows how much it would vary',
    );
  });

  test('that are probabilities of exactly 0 and 1 have a finite loss, right or wrong', async () => {
    const text = (wrong: number) =>
      table(200, (at) => [`e${at}`, at < wrong ? 1 - (at % 2) : at % 2, at % 2]);
    const { metrics } = await beside(LOSS, text(20), text(0));
    // sklearn.metrics.log_loss of both.
    expect(metrics['m']).toMatchObject({
      type: 'compared',
      value: expect.closeTo(3.604365338911715, 9),
      before: expect.closeTo(2.220446049250313e-16, 20),
    });
  });
});

test('metrics may be named as what every object has', async () => {
  const names = ['__proto__', 'constructor', 'toString'];
  const metrics = Object.fromEntries(names.map((name) => [name, MEAN]));
  const after = table(200, (at) => [`e${at}`, any(), 0]);
  const answer = await compare({ metrics }, { text: NUMBERS }, { text: after });
  expect(Object.keys(answer.measured)).toEqual(names);
  for (const name of names) {
    const metric = Object.entries(answer.beside?.metrics ?? {}).find(([each]) => each === name);
    expect(metric?.[1]).toMatchObject({ type: 'compared', n: 200 });
  }
});

test.each([
  ['is empty', '', 'csv', /^it is empty$/],
  ['has a header alone', 'id,x,y\n', 'csv', /^it has no rows$/],
  ['has two columns of one name', 'id,x,x\na,1,2\n', 'csv', /^column x stands in it 2 times$/],
  [
    'says that it is Parquet',
    'PAR1, it says, PAR1',
    'parquet',
    /^it is no Parquet that can be read/,
  ],
] as const)('a table that %s says so', async (_, text, format, reason) => {
  const odd = { text, format };
  const mine = await compare({}, odd, { text: NUMBERS });
  expect(mine.measured['m']).toMatchObject({ reason: expect.stringMatching(reason) });
  const theirs = await compare({}, { text: NUMBERS }, odd);
  expect(theirs.measured['m']).toMatchObject({ type: 'measured' });
  expect(theirs.beside?.metrics['m']).toMatchObject({
    type: 'not-compared',
    reason: expect.stringContaining('the examples it is compared with: '),
  });
});

type Odd = { readonly text: string; readonly format?: ExamplesFormat };

type Asked = {
  readonly metrics?: Readonly<Record<string, Statistic>>;
  readonly cluster?: string | null;
};

// One process for all of them, as in the App.
const world = openWorld();
afterAll(async () => (await world).comparing.close());

async function openWorld() {
  const folder = freshFolder();
  const blobs = await openFolderBlobStore(join(folder, 'objects'));
  const comparing = openComparing(blobs, join(folder, 'comparing'));
  return { blobs, comparing };
}

/** As the App compares them; every number that is told is one. */
async function compare(
  { metrics = { m: MEAN }, cluster = null }: Asked,
  now: Odd,
  before: Odd,
): Promise<ComparedExamples> {
  const { blobs, comparing } = await world;
  const store = async ({ text, format = 'csv' }: Odd) => {
    const path = join(freshFolder(), 'table');
    await writeFile(path, text);
    const { digest } = await saveTree(blobs, path);
    return { digest, format };
  };
  const spec = { path: 'table', id: 'id', cluster, show: [], metrics };
  const question = {
    run: 'r',
    asker: 0,
    scope: 'local',
    spec,
    now: await store(now),
    before: await store(before),
  };
  const { comparison: answer } = await comparing.compare(question);
  // JSON has no infinite number, and makes null of it.
  expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  return answer;
}

async function beside(
  metric: Statistic,
  now: string,
  before: string,
  cluster: string | null = null,
) {
  const answer = await compare(
    { metrics: { m: metric }, cluster },
    { text: now },
    { text: before },
  );
  if (answer.beside === null) throw new Error('They were not compared.');
  return answer.beside;
}

/** What is said in place of a comparison. */
async function sentenceOf(...asked: Parameters<typeof beside>): Promise<string> {
  const { metrics } = await beside(...asked);
  const metric = metrics['m'];
  if (metric === undefined || metric.type === 'compared') throw new Error(JSON.stringify(metric));
  return metric.reason;
}
