import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findTexts } from '../../../action/executor/output/find-texts.ts';
import { maskSecrets } from '../../../action/executor/output/mask-secrets.ts';
import { secretTexts } from '../../../action/executor/output/secret-texts.ts';

const PRIVATE_KEY =
  '-----BEGIN PRIVATE KEY-----\nMIIEqqwwee/+\nZZtt123456\n-----END PRIVATE KEY-----\n';
const NESTED = [{ token: 'tok-"äö"-99' }, JSON.stringify({ password: 'in-a-text' })];
const ACCOUNT = `{
  "type": "svc",
  "private_key": ${JSON.stringify(PRIVATE_KEY)},
  "client_id": 10687451234567890123,
  "nested": ${JSON.stringify(NESTED)}
}`;

describe('a secret that is JSON', () => {
  const { apply } = maskSecrets({ SA: ACCOUNT });

  test.each([
    ['a value of it', 'tok-"äö"-99'],
    ['a line of a value', 'ZZtt123456'],
    ['a long number, digit for digit', 'id 10687451234567890123.'],
    ['a value in a JSON text in it', 'in-a-text'],
    ['a value as JSON writes it', JSON.stringify('x tok-"äö"-99')],
    ['a value as Python writes JSON', '"tok-\\"\\u00e4\\u00f6\\"-99"'],
    ['a value of many lines as JSON writes it', JSON.stringify({ key: PRIVATE_KEY })],
    ['a value in base64', Buffer.from('user:tok-"äö"-99').toString('base64')],
    ['a value in an address', `https://host/?k=${encodeURIComponent('tok-"äö"-99')}`],
  ])('hides %s', (_, line) => {
    expect(apply(line)).toContain('***');
    expect(apply(line)).not.toMatch(/tok-|ZZtt|1068745|in-a|\\u00e4|qqww|C3%A4|dG9rLS/);
  });

  test('leaves short words and keys alone', () => {
    expect(apply('svc private_key: nested type')).toBe('svc private_key: nested type');
  });

  test.each(['{"a": "half a text', '[[[[', '['.repeat(100_000), '"', '12345678', 'null'])(
    'and what only begins like JSON is one text: %s',
    (secret) => {
      expect(secretTexts(secret)).toEqual([secret]);
    },
  );
});

describe('texts are found', () => {
  const word = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'é'), { minLength: 1, maxLength: 6 });
  const text = word.map((parts) => parts.join(''));

  test('where they stand, the first and longest of them', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), text, text, (texts, a, b) => {
        const where = `${a}${b}${a}`;
        const places = Array.from(where, (_, at) => at).flatMap((at) => {
          const there = texts.filter((one) => where.startsWith(one, at));
          return there.length === 0
            ? []
            : [{ at, length: Math.max(...there.map((t) => t.length)) }];
        });
        expect(findTexts(texts).next(where, 0)).toEqual(places[0] ?? null);
      }),
      { numRuns: 2000 },
    );
  });
});
