import { expect, test } from 'vitest';
import { messageOf } from '../../text/message-of.ts';

test('an error says its message, without the name of its class', () => {
  expect(messageOf(new TypeError('it is no number'))).toBe('it is no number');
});

test.each([
  ['a string', 'a string'],
  [undefined, 'undefined'],
  [404, '404'],
])('what was thrown and is no error says itself: %s', (thrown, text) => {
  expect(messageOf(thrown)).toBe(text);
});
