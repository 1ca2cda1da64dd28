import { describe, expect, test } from 'vitest';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { copyOf, openMachine, type Files } from './begin-attempt.ts';

type Examples = NonNullable<Ticket['examples']>;
type Judge = NonNullable<Examples['judge']>;

const JUDGE: Judge = {
  metric: 'helpful',
  model: 'judge-1',
  prompt: 'judge.md',
  temperature: 0,
  seed: null,
  form: { verdict: 'verdict', sample: null, first: null, scale: null },
  calibration: null,
};

const EXAMPLES: Examples = {
  path: 'verdicts.csv',
  id: 'id',
  cluster: null,
  show: [],
  columns: { verdict: 'number' },
};

/** Verdicts on forty items, of which the first thirty pass. */
const FORTY = Array.from({ length: 40 }, (_, at) => `q${at},${at < 30 ? 'pass' : 'fail'}`);

const write = (lines: readonly string[], file = 'verdicts.csv') =>
  `printf '%s\\n' ${['id,verdict', ...lines].join(' ')} > ${file}`;

async function judged(
  script: string,
  judge: Partial<Judge> = {},
  { files = {}, ...ticket }: Partial<Ticket> & { readonly files?: Files } = {},
) {
  const machine = await openMachine();
  const workspace = await copyOf(machine, { 'judge.md': 'Is it helpful?', ...files });
  const examples = { ...EXAMPLES, judge: { ...JUDGE, ...judge } };
  const attempt = machine.begin({ workspace, examples, script, ...ticket });
  const { status, products } = await attempt.outcome;
  return { status, products, said: attempt.lines('system').join('\n') };
}

describe.concurrent('what a judge says of the answers of a step', () => {
  test('is summed up into its metric, with how sure it is', async () => {
    const { status, products } = await judged(write([...FORTY, 'q40,?']));
    expect(status).toBe('succeeded');
    expect(products.metrics).toEqual({
      helpful: 0.75,
      // Wilson's interval of 30 of 40 is 0.598060386 … 0.858128814; one more verdict is lost, and may say either.
      'helpful.low': expect.closeTo((40 / 41) * 0.598060386, 8),
      'helpful.high': expect.closeTo((40 / 41) * 0.858128814 + 1 / 41, 8),
    });
    expect(products.examples).toMatchObject({
      rows: 41,
      format: 'csv',
      judge: {
        counts: { items: 40, unjudged: 1, verdicts: 41, unparsed: 1, missing: 0, pairs: null },
        calibration: null,
      },
    });
  });

  test('stands beside what the step wrote itself, and in its place', async () => {
    const script = `${write(FORTY)}; echo '{"exact": 0.5, "helpful": 1}' > metrics.json`;
    const { products, said } = await judged(
      script,
      {},
      {
        metrics: { path: 'metrics.json', live: null },
      },
    );
    expect(products.metrics).toMatchObject({ exact: 0.5, helpful: 0.75 });
    expect(said).toContain('Its metrics file has helpful, which the verdicts of its judge give');
  });

  test('has no interval where the items are too few for one', async () => {
    const scale = { low: 1, high: 5, pass: null };
    const script = write(['a,4', 'b,1', 'c,5']);
    const { products } = await judged(script, { form: { ...JUDGE.form, scale } });
    expect(products.metrics).toEqual({ helpful: 10 / 3 });
  });

  test('is that of another judge where its prompt, model, temperature, seed or scale differ', async () => {
    const digestOf = async (judge: Partial<Judge>, prompt = 'Is it helpful?') => {
      const rows = judge.form === undefined ? ['a,pass'] : ['a,4'];
      const { products } = await judged(write(rows), judge, { files: { 'judge.md': prompt } });
      const { examples } = products;
      return examples !== undefined && 'judge' in examples ? examples.judge?.digest : undefined;
    };
    const scale = (high: number) => ({
      form: { ...JUDGE.form, scale: { low: 1, high, pass: null } },
    });
    const digests = await Promise.all([
      digestOf({}),
      digestOf({}, 'Is it helpful? Be strict.'),
      digestOf({ model: 'judge-2' }),
      digestOf({ temperature: null }),
      digestOf({ seed: 0 }),
      digestOf(scale(5)),
      digestOf(scale(10)),
    ]);
    expect(new Set(digests).size).toBe(7);
    expect(await digestOf({ metric: 'other' })).toBe(digests[0]);
  });

  test.each([
    ['true', {}, 'the step did not write verdicts.csv'],
    [write(['a,pass', 'a,fail']), {}, 'verdicts.csv: row 2: its item has a verdict already'],
    [write(['a,maybe']), {}, 'no item has a verdict: column verdict must say pass or fail'],
    [write(FORTY), { prompt: 'none.md' }, 'there is no file none.md'],
    [
      `${write(FORTY)}; rm judge.md; ln -s /etc/passwd judge.md`,
      {},
      'judge (judge.md) leads out of the repository',
    ],
    [
      `${write(FORTY)}; rm -f judge.md; head -c 1048577 /dev/zero > judge.md`,
      {},
      "the judge's prompt, judge.md, has",
    ],
  ])(
    'gives no metric where it cannot be read, and it is said why: %s',
    async (script, judge, why) => {
      const { status, products, said } = await judged(script, judge);
      expect(status).toBe('succeeded');
      expect(products.metrics).toEqual({});
      expect(products.examples).toEqual({ notCompared: expect.stringContaining(why) });
      expect(said).toContain('Its examples are not compared: ');
    },
  );

  test('is told where more than one of a hundred verdicts is lost', async () => {
    const most = await judged(write([...FORTY, 'q40,?']));
    expect(most.said).toContain('Of 41 verdicts 1 cannot be read and 0 are missing');
    const hundred = Array.from({ length: 100 }, (_, at) => `q${at},${at === 0 ? '?' : 'pass'}`);
    expect((await judged(write(hundred))).said).not.toContain('verdicts');
  });
});

describe.concurrent('how far a judge agrees with people', () => {
  const calibration = { labels: 'labels.csv', verdicts: 'calibration.csv' };
  const files = { 'labels.csv': 'id,label\na,pass\nb,fail\nc,pass\n' };
  const script = (lines: readonly string[]) =>
    `${write(FORTY)}; ${write(lines, 'calibration.csv')}`;
  const calibrated = async (command: string, planted: Files = files) => {
    const { products, said } = await judged(command, { calibration }, { files: planted });
    const { examples } = products;
    const found = examples !== undefined && 'judge' in examples ? examples.judge : undefined;
    return { calibration: found?.calibration, metrics: products.metrics, said };
  };

  test('is counted beside the metric, and is no part of it', async () => {
    const found = await calibrated(script(['a,pass', 'b,pass', 'q1,fail']));
    expect(found.calibration).toEqual({
      type: 'labelled',
      table: [
        [1, 0],
        [1, 0],
      ],
      unjudged: 1,
    });
    expect(found.metrics['helpful']).toBe(0.75);
  });

  test.each([
    [write(FORTY), files, 'there is no file calibration.csv'],
    [script(['a,pass']), {}, 'there is no file labels.csv'],
    [script(['a,pass']), { 'labels.csv': 'id,label\na,good\n' }, 'which is neither pass nor fail'],
    [
      write(FORTY),
      { ...files, 'calibration.csv': 'id,verdict\na,pass\n' },
      'the step did not write calibration.csv: what lies there is from before it ran',
    ],
  ])(
    'is not known where it cannot be read, and fails nothing: %#',
    async (command, planted, why) => {
      const found = await calibrated(command, planted);
      expect(found.calibration).toEqual({ type: 'unknown', reason: expect.stringContaining(why) });
      expect(found.said).toContain('Its judge is not calibrated: ');
      expect(found.metrics['helpful']).toBe(0.75);
    },
  );
});
