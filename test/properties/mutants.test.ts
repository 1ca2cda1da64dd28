import { expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { isCaught } from './is-caught.ts';

// The first that breaks each law. Loading a kernel for each of them takes most of a minute, so that the whole table is
// played by mutants.acceptance.test.ts.
const FIRST = [...Map.groupBy(MUTANTS, ({ laws }) => laws.at(-1)).values()].flatMap(
  ([first]) => first ?? [],
);

test.each(FIRST)('the laws catch a kernel in which $breaks (law $laws)', isCaught);

test('every law has mutants', () => {
  const laws = new Set(MUTANTS.flatMap((mutant) => mutant.laws));
  expect(laws).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]));
});
