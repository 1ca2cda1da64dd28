import * as fc from 'fast-check';

const pieces = fc.constantFrom(
  'a',
  'b',
  '/',
  '*',
  '**',
  '**/',
  '?',
  '[ab]',
  '[!a]',
  '[a-b]',
  '.',
  '[',
  ']',
  '(',
  '+',
);

/** Patterns from the grammar of plain globs, with what only looks like one. */
export const arbitraryGlob = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));

export const arbitraryPath = fc
  .array(fc.constantFrom('a', 'b', '/', '.', 'ab', '[', '('), { maxLength: 10 })
  .map((parts) => parts.join(''));
