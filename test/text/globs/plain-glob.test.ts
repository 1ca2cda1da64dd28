import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { plainGlob, shellOnly } from '../../../text/globs/plain-glob.ts';
import { arbitraryGlob, arbitraryPath } from './arbitrary-glob.ts';
import { matchesBySearch } from './match-by-search.ts';

/** Pattern, what it matches, what it does not. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['src/*.py', ['src/a.py', 'src/.py'], ['src/a/b.py', 'src/a.pyc', 'a.py']],
  ['src/**', ['src/a', 'src/a/b/c', 'src/.hidden/x'], ['src', 'srcs/a']],
  ['**/x', ['x', 'a/x', 'a/b/x'], ['ax', 'x/a']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['ab', 'a/xb', 'a/b/c']],
  ['src/**.py', ['src/a.py', 'src/a/b.py'], ['a.py']],
  ['data-?.csv', ['data-1.csv', 'data-🚀.csv'], ['data-.csv', 'data-12.csv', 'data-/.csv']],
  ['[a-c]x', ['ax', 'cx'], ['dx', 'x', '[a-c]x']],
  ['[!a-c]x', ['dx'], ['ax', '/x', 'x']],
  ['[^a]x', ['bx'], ['ax']],
  ['[]x', ['[]x'], ['x']],
  ['a[b', ['a[b'], ['ab']],
  ['a+(b)|{c}$^.', ['a+(b)|{c}$^.'], ['ab', 'aab']],
  ['[(]*)', ['(a)', '()'], ['a']],
];

describe('a plain glob', () => {
  test.each(CASES)('%s matches what it says', (pattern, matching, others) => {
    const matches = plainGlob(pattern);
    expect(matching.filter((path) => !matches(path))).toEqual([]);
    expect(others.filter((path) => matches(path))).toEqual([]);
  });

  test('matches as a search through all ways to read it', () => {
    fc.assert(
      fc.property(arbitraryGlob, arbitraryPath, (pattern, path) => {
        expect(plainGlob(pattern)(path)).toBe(matchesBySearch(pattern, path));
      }),
      { numRuns: 2000 },
    );
  });

  test('takes steps in proportion to a name, whatever was written', () => {
    const evil = ['((a+)+)b', '*a*a*a*a*a*a*a*a*b', '**/a/**/a/**/a/**/b', `${'**/'.repeat(300)}b`];
    const name = `${'a'.repeat(1000)}${'/a'.repeat(1000)}`;
    expect(evil.filter((pattern) => plainGlob(pattern)(name))).toEqual([]);
  });
});

describe('of the globs of shells', () => {
  test.each([
    ['+(a|b)', '+(a|b)'],
    ['!(*.md)', '!(*.md)'],
    ['src/?(x).py', '?(x)'],
    ['(a|b)/c', '(a|b)'],
    ['*.{py,sh}', '{py,sh}'],
    ['part-{1..9}', '{1..9}'],
    ['[[:digit:]]x', '[[:'],
    ['((a+)+)b', null],
    ['notes (old).md', null],
    ['{{cookiecutter.name}}/x', null],
    ['a,b|c', null],
  ])('%s has %s', (pattern, part) => {
    expect(shellOnly(pattern)).toBe(part);
  });
});
