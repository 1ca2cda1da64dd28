import { expect, test } from 'vitest';
import { MOST_BYTES } from './spoil-bytes.ts';
import { jsonText } from './spoil-json.ts';

test('a value that is buried is written out as deep as it says', () => {
  expect(jsonText(['buried under 3'])).toBe('[[[[0]]]]');
  expect(jsonText({ x: 'buried under 2' })).toBe('{"x":{"a":{"a":0}}}');
});

test.each([
  ['digits that were multiplied', `buried under ${'9'.repeat(40)}`],
  ['a number that was multiplied', `buried under ${'11998'.repeat(9000)}`],
  ['a list of thousands', Array.from({ length: 2700 }, () => 'buried under 11998')],
])('%s bury nothing deeper than any input is long', (_, value) => {
  expect(jsonText(value).length).toBeLessThan(8 * MOST_BYTES);
});
