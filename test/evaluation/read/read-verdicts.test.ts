import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { calibrateJudge } from '../../../evaluation/read/verdicts/calibrate-judge.ts';
import { readVerdicts } from '../../../evaluation/read/verdicts/read-verdicts.ts';
import type { ExamplesFormat } from '../../../evaluation/examples-file.ts';
import type { VerdictForm } from '../../../evaluation/judge.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { plainOf } from '../../support/plain-examples.ts';

const FORM: VerdictForm = { verdict: 'verdict', sample: null, first: null, scale: null };
const PAIRS = { first: 'first' };

async function table(text: string, format: ExamplesFormat = 'csv') {
  const path = join(freshFolder(), 'table');
  await writeFile(path, text);
  return { path, format };
}

async function read(lines: readonly string[], form: Partial<VerdictForm> = {}, cluster = '') {
  return readVerdicts({
    ...(await table(lines.join('\n'))),
    id: 'id',
    cluster: cluster === '' ? null : cluster,
    form: { ...FORM, ...form },
  });
}

async function valuesOf(...asked: Parameters<typeof read>) {
  const { ids, columns } = plainOf((await read(...asked)).examples);
  return Object.fromEntries(ids.map((id, at) => [id, columns['verdict']?.[at]]));
}

describe('verdicts in a table', () => {
  test('pass and fail are written in several ways, and all else is unreadable', async () => {
    const words = ['pass', ' FAIL ', 'true', 'no', '1', '0', '', 'maybe', '0.5', 'A'];
    const { counts } = await read(['id,verdict', ...words.map((word, at) => `${at},${word}`)]);
    expect(counts).toMatchObject({ verdicts: 10, unparsed: 4, items: 6, unjudged: 4 });
    const values = await valuesOf(['id,verdict', 'a,yes', 'b,False']);
    expect(values).toEqual({ a: 1, b: 0 });
  });

  test('a score lies on its scale, or is unreadable', async () => {
    const scale = { low: 1, high: 5, pass: null };
    const lines = ['id,verdict', 'a,4', 'b,4.5', 'c,0', 'd,6', 'e,true', 'f,0x3', 'g,1e0', 'h,NaN'];
    const { counts } = await read(lines, { scale });
    expect(counts).toMatchObject({ items: 2, unparsed: 6 });
    expect(await valuesOf(lines, { scale })).toEqual({ a: 4, b: 4.5 });
  });

  test('of a pair the place that won is named, and who stood there', async () => {
    const lines = [
      'id,first,verdict',
      'a,candidate,A',
      'a,baseline,b',
      'b,Baseline,first',
      'b,candidate,second',
      'c,baseline,tie',
      'c,candidate,tie',
    ];
    expect(await valuesOf(lines, PAIRS)).toEqual({ a: 1, b: 0, c: 0.5 });
  });

  test('JSON lines say null, true and numbers; what is left out is unreadable', async () => {
    const rows = [
      { id: 1, verdict: true },
      { id: 2, verdict: null },
      { id: 3 },
      { id: 4, verdict: 0 },
    ];
    const text = rows.map((row) => JSON.stringify(row)).join('\n');
    const file = await table(text, 'json-lines');
    const { counts } = await readVerdicts({ ...file, id: 'id', cluster: null, form: FORM });
    expect(counts).toMatchObject({ items: 2, unparsed: 2 });
  });

  test('clusters are those of the items', async () => {
    const { examples } = await read(
      ['id,customer,n,verdict', 'a,x,1,pass', 'a,x,2,fail', 'b,y,1,pass'],
      { sample: 'n' },
      'customer',
    );
    expect(plainOf(examples)).toMatchObject({ ids: ['a', 'b'], clusters: ['x', 'y'] });
  });

  test.each([
    [['id,verdict'], {}, 'it has no rows'],
    [['id,verdikt', 'a,pass'], {}, 'it has no column verdict: did you mean "verdikt"?'],
    [['id,verdict', ',pass'], {}, 'row 1: column id is empty, which names nothing'],
    [['id,verdict', 'a,?'], {}, 'no item has a verdict: column verdict must say pass or fail'],
    [
      ['id,first,verdict', 'a,candidate,A'],
      PAIRS,
      'no item has a verdict: column verdict must say first, second or tie, for both orders of a pair',
    ],
    [
      ['id,first,verdict', 'a,left,A'],
      PAIRS,
      'row 1: column first is "left", which is neither candidate nor baseline: whose answer stood first?',
    ],
    [
      ['id,verdict', 'a,pass', 'a,pass'],
      {},
      'row 2: its item has a verdict already: if it is judged several times, name the column that counts them as `sample`',
    ],
    [
      ['id,verdict', 'a\0,pass'],
      {},
      'row 1: column id is "a\\u0000", which holds a character that is none',
    ],
  ] as const)('%j: %s', async (lines, form, message) => {
    await expect(read(lines, form)).rejects.toThrow(message);
  });
});

describe('slices of what was judged', () => {
  const groupsOf = async (lines: readonly string[]) =>
    plainOf(
      (
        await readVerdicts({
          ...(await table(lines.join('\n'))),
          id: 'id',
          cluster: null,
          form: { ...FORM, sample: 'n' },
          groups: { plan: ['yearly', 'monthly'], country: ['AT'] },
        })
      ).examples,
    ).groups;

  test('are told by columns of the verdicts, an item once; one that says two is in neither', async () => {
    const rows = ['a,1,pass,yearly', 'a,2,fail,yearly', 'b,1,pass,monthly', 'b,2,pass,yearly'];
    // An item without a verdict is no example, and a slice that nobody asks for is none.
    const others = ['c,1,?,yearly', 'd,1,pass,weekly', 'e,1,pass,monthly'];
    expect(await groupsOf(['id,n,verdict,plan', ...rows, ...others])).toEqual({
      plan: ['yearly', null, null, 'monthly'],
    });
  });

  test('are not told where no column does', async () => {
    expect(await groupsOf(['id,n,verdict', 'a,1,pass'])).toBeUndefined();
  });
});

describe('what verdicts cost', () => {
  const LINES = ['id,verdict,in,out,usd', 'a,pass,100,20,0.5', 'b,?,50,5,0.25'];
  const costOf = async (lines: readonly string[], tokens: string[], dollars: string | null) =>
    (
      await readVerdicts({
        ...(await table(lines.join('\n'))),
        id: 'id',
        cluster: null,
        form: FORM,
        cost: { tokens, dollars },
      })
    ).cost;

  test('is summed up by the columns that say it, of verdicts that cannot be read, too', async () => {
    expect(await costOf(LINES, ['in', 'out'], 'usd')).toEqual({
      calls: 2,
      tokens: 175,
      dollars: 0.75,
      unsaid: 0,
    });
    expect(await costOf(LINES, ['in'], null)).toMatchObject({ tokens: 150, dollars: null });
    expect(await costOf(LINES, [], 'usd')).toMatchObject({ tokens: null, dollars: 0.75 });
  });

  test('counts rows that say nothing of it, and nothing that they say', async () => {
    const odd = ['c,pass,,1,0', 'd,pass,-5,1,0', 'e,pass,1e300,1,0', 'f,pass,x,1,0'];
    expect(await costOf([...LINES, ...odd], ['in', 'out'], 'usd')).toEqual({
      calls: 6,
      tokens: 175,
      dollars: 0.75,
      unsaid: 4,
    });
  });

  test('needs the columns that the file names', async () => {
    await expect(costOf(LINES, ['total'], null)).rejects.toThrow('it has no column total');
  });
});

describe('calibrateJudge', () => {
  const verdictsOf = async (lines: readonly string[], form: Partial<VerdictForm> = {}) => ({
    ...(await table(lines.join('\n'))),
    id: 'id',
    cluster: null,
    form: { ...FORM, ...form },
  });

  test('rows are what people say, columns what most of the verdicts say', async () => {
    const labels = await table(
      'id,answer,label\na,…,pass\nb,…,pass\nc,…,fail\nd,…,fail\ne,…,pass\n',
    );
    const lines = ['id,n,verdict', 'a,1,pass', 'a,2,pass', 'b,1,fail', 'b,2,pass'];
    const rest = ['c,1,fail', 'c,2,fail', 'd,1,pass', 'd,2,pass', 'e,1,?', 'f,1,pass'];
    const verdicts = await verdictsOf([...lines, ...rest], { sample: 'n' });
    const { calibration, cost } = await calibrateJudge({ labels, verdicts });
    expect(cost).toBeNull();
    expect(calibration).toEqual({
      type: 'labelled',
      // `b` is half and half: not most of them pass.
      table: [
        [1, 1],
        [1, 1],
      ],
      unjudged: 1,
    });
  });

  test('a score passes from where the file says', async () => {
    const labels = await table('id,label\na,pass\nb,fail\n');
    const scale = { low: 1, high: 5, pass: 4 };
    const verdicts = await verdictsOf(['id,verdict', 'a,4', 'b,3.9'], { scale });
    const { calibration } = await calibrateJudge({ labels, verdicts });
    expect(calibration.table).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test('people say whose answer of a pair is better', async () => {
    const labels = await table('id,label\na,candidate\nb,baseline\nc,tie\n');
    const lines = ['a,candidate,A', 'a,baseline,B', 'b,candidate,A', 'b,baseline,A'];
    const verdicts = await verdictsOf(['id,first,verdict', ...lines], PAIRS);
    const { calibration } = await calibrateJudge({ labels, verdicts });
    expect(calibration).toMatchObject({
      table: [
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 0],
      ],
      unjudged: 1,
    });
  });

  test.each([
    ['id,label\na,good', 'row 1: column label is "good", which is neither pass nor fail'],
    ['id,label\na,pass\na,fail', 'row 2: column id is "a", which stands there twice'],
    ['id,verdict\na,pass', 'it has no column label'],
  ])('%j: %s', async (text, message) => {
    const verdicts = await verdictsOf(['id,verdict', 'a,pass']);
    await expect(calibrateJudge({ labels: await table(text), verdicts })).rejects.toThrow(message);
  });
});
