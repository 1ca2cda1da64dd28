import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ComparedExamples } from '../../../evaluation/comparison.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import { Comparer, knownComparisons } from '../../../app/runtime/comparing/comparer.ts';
import {
  comparisonId,
  type ComparisonQuestion,
} from '../../../app/runtime/comparing/comparison-question.ts';
import type { Clock } from '../../../app/runtime/ports/clock.ts';
import type { StoreReads } from '../../../app/runtime/ports/store.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { ACCURACY } from '../../support/a-table.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { realClock } from '../../support/real-clock.ts';

const ANSWER: ComparedExamples = {
  measured: { acc: { type: 'not-measured', reason: 'none' } },
  beside: null,
};
const QUESTION: ComparisonQuestion = {
  run: 'r1',
  asker: 7,
  scope: '7/writer',
  spec: ACCURACY,
  now: { digest: digestOf('now'), format: 'csv' },
  before: null,
};
const OTHER = { ...QUESTION, now: { digest: digestOf('other'), format: 'csv' } } as const;

describe('what examples say', () => {
  test('is found out once for all who ask it at the same time, whoever they are', async () => {
    const { comparer, asked } = await open(async () => ANSWER);
    const elsewhere = { ...QUESTION, run: 'r2', asker: 8 };
    const answers = [QUESTION, elsewhere].map((question) => comparer.compared(question));
    expect(await Promise.all(answers)).toEqual([ANSWER, ANSWER]);
    expect(asked).toEqual([QUESTION]);
  });

  test('is kept, also for another process', async () => {
    const { comparer, asked, beside } = await open(async () => ANSWER);
    expect(await comparer.known([QUESTION, OTHER])).toEqual([null, null]);
    await comparer.compared(QUESTION);
    expect(await beside.compared(QUESTION)).toEqual(ANSWER);
    expect(await beside.known([OTHER, QUESTION, QUESTION])).toEqual([null, ANSWER, ANSWER]);
    expect(asked).toEqual([QUESTION]);
  });

  test('is not kept where it could not be found out: the next one who asks tries again', async () => {
    const tries: string[] = [];
    const { comparer } = await open(async ({ run }) => {
      tries.push(run);
      if (tries.length === 1) throw new Error('too many wait');
      return ANSWER;
    });
    const both = [1, 2].map(() => comparer.compared(QUESTION));
    const [one, two] = await Promise.allSettled(both);
    expect([one?.status, two?.status]).toEqual(['rejected', 'rejected']);
    expect(await comparer.known([QUESTION])).toEqual([null]);
    expect(await comparer.compared(QUESTION)).toEqual(ANSWER);
    expect(tries).toHaveLength(2);
  });

  test.each([
    ['other examples', { now: OTHER.now }],
    ['others to compare with', { before: OTHER.now }],
    ['another metric', { spec: { ...ACCURACY, metrics: { p: { type: 'mean', column: 'p' } } } }],
    ['a file of another form', { now: { ...QUESTION.now, format: 'tsv' } }],
    ['code that is trusted otherwise', { scope: '7/untrusted/x' }],
    ['clusters', { spec: { ...ACCURACY, cluster: 'customer' } }],
    ['other names of examples', { spec: { ...ACCURACY, id: 'customer' } }],
    ['another column', { spec: { ...ACCURACY, metrics: { acc: { type: 'mean', column: 'p' } } } }],
  ] as const)('is another thing of %s', async (_, other) => {
    const { comparer, asked } = await open(async () => ANSWER);
    for (const question of [QUESTION, { ...QUESTION, ...other }]) await comparer.compared(question);
    expect(asked).toHaveLength(2);
  });

  test('is another thing beside other bytes, or beside those of another form', async () => {
    const { comparer, asked } = await open(async () => ANSWER);
    const befores = [OTHER.now, { ...OTHER.now, digest: digestOf('c') }];
    for (const before of [...befores, { ...OTHER.now, format: 'tsv' } as const]) {
      await comparer.compared({ ...QUESTION, before });
    }
    expect(asked).toHaveLength(3);
  });

  test('stays known when we make another version', () => {
    // Another one has everything compared again: that is meant only where it is judged in another way.
    expect(comparisonId(QUESTION)).toBe(
      'sha256:896fa342f85f919b9e6ec12758364998b8abc56c2d8737c721a38c99631f0951',
    );
  });

  test('is the same wherever the file lies, and whatever of it is shown', async () => {
    const { comparer, asked } = await open(async () => ANSWER);
    const moved = { ...QUESTION, spec: { ...ACCURACY, path: 'other.csv', show: ['text'] } };
    for (const question of [QUESTION, moved]) await comparer.compared(question);
    expect(asked).toHaveLength(1);
  });
});

test('what holds only as things are now is kept by nobody, and not asked again at once', async () => {
  const { comparer, beside, asked } = await open(async () => ANSWER, true);
  for (let times = 0; times < 2; times += 1)
    expect(await comparer.compared(QUESTION)).toEqual(ANSWER);
  expect(asked).toHaveLength(1);
  expect(await comparer.known([QUESTION])).toEqual([ANSWER]);
  expect(await beside.known([QUESTION])).toEqual([null]);
});

test('what holds only as things are now is asked again a quarter of an hour later', async () => {
  const clock = new ManualClock();
  const { comparer, asked } = await open(async () => ANSWER, true, clock);
  await comparer.compared(QUESTION);
  clock.advance(900_000);
  expect(await comparer.known([QUESTION])).toEqual([ANSWER]);
  clock.advance(1);
  expect(await comparer.known([QUESTION])).toEqual([null]);
  await comparer.compared(QUESTION);
  expect(asked).toHaveLength(2);
});

test('a hundred such answers are remembered, the newest', async () => {
  const { comparer } = await open(async () => ANSWER, true);
  const hundred = Array.from({ length: 100 }, () => ANSWER);
  const questions = Array.from({ length: 101 }, (_, at) => ({ ...QUESTION, scope: `${at}` }));
  for (const question of questions.slice(0, 100)) await comparer.compared(question);
  expect(await comparer.known(questions)).toEqual([...hundred, null]);
  for (const question of questions.slice(100)) await comparer.compared(question);
  expect(await comparer.known(questions)).toEqual([null, ...hundred]);
});

test('nobody is asked where nothing is', async () => {
  const never = () => Promise.reject(new Error('the store was asked'));
  const comparisons = { find: never } as unknown as StoreReads['comparisons'];
  expect(await knownComparisons({ comparisons }, [])).toEqual([]);
});

async function open(
  compare: (question: ComparisonQuestion) => Promise<ComparedExamples>,
  fleeting = false,
  clock: Clock = realClock,
) {
  const store = await openStore({ sqliteFile: join(freshFolder(), 'state.db') });
  onTestFinished(() => store.close());
  const asked: ComparisonQuestion[] = [];
  const deps = {
    store,
    clock,
    compare: async (question: ComparisonQuestion) => {
      asked.push(question);
      const comparison = await compare(question);
      return { comparison, fleeting };
    },
  };
  return { comparer: new Comparer(deps), beside: new Comparer(deps), asked };
}
