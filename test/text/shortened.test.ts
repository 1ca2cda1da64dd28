import { expect, test } from 'vitest';
import { cut, shortened } from '../../text/shortened.ts';

test.each([
  ['abcd', 4, 'abcd', 'abcd'],
  ['abcde', 4, 'abcd', 'abcd…'],
  ['abc🙂', 5, 'abc🙂', 'abc🙂'],
  ['abc🙂', 4, 'abc', 'abc…'],
  ['🙂🙂', 3, '🙂', '🙂…'],
])('%j in %i units is %j, and no half of a character', (text, most, whole, marked) => {
  expect(cut(text, most)).toBe(whole);
  expect(shortened(text, most)).toBe(marked);
});
