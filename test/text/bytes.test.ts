import { expect, test } from 'vitest';
import { byteLength, cutToBytes } from '../../text/bytes.ts';

test.each([
  ['aaaa', 4, 'aaaa'],
  ['aaaaa', 4, 'a…'],
  ['ääää', 8, 'ääää'],
  ['ääää', 7, 'ää…'],
  ['🙂🙂', 7, '🙂…'],
  ['x\uD83D', 10, 'x\uFFFD'],
])('%j in %i bytes is %j', (text, most, cut) => {
  expect(cutToBytes(text, most)).toBe(cut);
  expect(byteLength(cutToBytes(text, most))).toBeLessThanOrEqual(most);
});
