import { stripTypeScriptTypes } from 'node:module';
import { expect, onTestFinished, test } from 'vitest';
import { matchAnswers } from '../../scripts/mutants/answers.ts';
import { plant, type Mutant } from '../../scripts/mutants/plant.ts';
import { sample } from '../../scripts/mutants/sample.ts';
import { scoreFolders } from '../../scripts/mutants/score.ts';
import { read } from '../../scripts/house/read-sources.ts';
import type { Guest } from './fixtures/may-enter.ts';

type MayEnter = (guest: Guest | null) => boolean;

const FILE = 'test/mutants/fixtures/may-enter.ts';
const { code, mutants } = plant(FILE, read(FILE));

test('a planted source does what it did, and each mutant of it something else, once that is awake', async () => {
  const watchful = [
    [{ age: 18, isListed: true }, true],
    [{ age: 17, isListed: true }, false],
    [{ age: 18, isListed: false }, false],
    [null, false],
  ] as const;
  const isSeen = async ({ id }: Mutant) => {
    const mayEnter = await awake(id);
    return watchful.some(([guest, expected]) => {
      try {
        return mayEnter(guest) !== expected;
      } catch {
        return true;
      }
    });
  };
  const mayEnter = await awake('none');
  expect(watchful.filter(([guest, expected]) => mayEnter(guest) !== expected)).toEqual([]);
  expect(mutants.length).toBeGreaterThanOrEqual(10);
  for (const mutant of mutants) expect([mutant, await isSeen(mutant)]).toEqual([mutant, true]);
});

test.each([
  ['a guard that is forgotten', 'if (x) use(a);', 'x → false'],
  ['half of a condition', 'use(a && b);', 'a && b → a'],
  ['a default that is left out', 'use(a ?? b);', 'a ?? b → a'],
  ['a boundary', 'use(a < b);', 'a < b → a <= b'],
  ['a call that is forgotten', 'await use(a);', 'await use(a) → undefined'],
  ['an element that is left out', 'use([a, b]);', '[a, b] → [b]'],
  ['a part that is left out', 'use({ ...a, b });', '{ ...a, b } → { b }'],
  ['a filter that is left out', 'use(a.filter(b));', 'a.filter(b) → a'],
  ['some for every', 'use(a.some(b));', 'a.some(b) → a.every(b)'],
  ['a condition of a query', 'use(and(a, b));', 'and(a, b) → and(a)'],
  ['an error that is swallowed', 'try { use(); } catch (e) { throw e; }', 'throw e; → '],
  ['another state', "use({ is: 'new' }, { is: 'old' });", "'old' → 'new'"],
  ['a number that is one off', 'use(3);', '3 → 4'],
  ['a time that is ten times as long', 'use(60_000);', '60_000 → 600000'],
  ['nothing for something', 'function f(): A | null { return a; }', 'a → null'],
])('%s is planted', (_, text, expected) => {
  const planted = plant('a.ts', text).mutants;
  expect(planted.map(({ before, after }) => `${before} → ${after}`)).toContain(expected);
});

test('calls of what every object has are left alone', () => {
  const text = "use(a.toLocaleString('en'), a.hasOwnProperty(b), toString(c));";
  expect(plant('a.ts', text).mutants.filter(({ after }) => after.includes('native'))).toEqual([]);
});

test('types, logs, errors and what a missing value cuts short are left alone', () => {
  const text =
    "type A = 1 | 2; log.info(a && b, 'x'); throw new Error(a && b); use(a?.filter(b).length);";
  expect(plant('a.ts', text).mutants.map(({ before }) => before)).toEqual([
    'use(a?.filter(b).length)',
  ]);
});

test('an answer is for the text of a mutant in a function, and idle where that is gone or without a reason', () => {
  const [first] = mutants;
  if (first === undefined) throw new Error('nothing is planted');
  const { within, before, after } = first;
  const answer = { file: FILE, within, before, after, because: 'nobody can tell' };
  const gone = { ...answer, before: 'gone' };
  const bare = { ...answer, because: ' ' };
  const elsewhere = { ...gone, file: 'app/main.ts' };
  const { answered, idle } = matchAnswers([answer, gone, bare, elsewhere], mutants);
  expect([...answered.keys()]).toEqual([first.id]);
  expect(idle).toEqual([gone, bare]);
});

test('a sample is the same for the same seed, in order, and another for another', () => {
  const all = Array.from({ length: 100 }, (_, index) => index);
  const drawn = sample(all, 10, 1);
  expect(drawn).toHaveLength(10);
  expect(drawn).toEqual(drawn.toSorted((a, b) => a - b));
  expect(sample(all, 10, 1)).toEqual(drawn);
  expect(sample(all, 10, 2)).not.toEqual(drawn);
  expect(sample(all, 200, 1)).toEqual(all);
});

test('a folder that decides who may do what has to reach more than another', () => {
  const [first] = mutants;
  if (first === undefined) throw new Error('nothing is planted');
  const tried = ['app/github/trust.ts', 'app/github/message.ts'].flatMap((file) =>
    Array.from({ length: 20 }, (_, index) =>
      Object.assign({}, first, { file, id: `${file}#${index}` }),
    ),
  );
  const isCaught = (index: number) => index < 18 || (index >= 20 && index < 36);
  const verdicts = new Map(
    tried.map(({ id }, index) => [
      id,
      isCaught(index) ? ('caught' as const) : ('survived' as const),
    ]),
  );
  expect(scoreFolders(tried, verdicts)).toMatchObject([
    { folder: 'app/github/trust.ts', percent: 90, atLeast: 90 },
    { folder: 'app/github', percent: 80, atLeast: 80 },
  ]);
});

/** The planted module with one mutant awake from its first line on. */
async function awake(mutant: string): Promise<MayEnter> {
  const name = '__mutant';
  Object.assign(globalThis, { [name]: (id: string) => id === mutant });
  onTestFinished(() => void Reflect.deleteProperty(globalThis, name));
  const module = `${stripTypeScriptTypes(code)}\n// ${mutant}`;
  const { mayEnter } = (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(module)}`
  )) as { readonly mayEnter: MayEnter };
  return mayEnter;
}
