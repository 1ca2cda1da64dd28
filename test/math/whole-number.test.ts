import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unkeptNumbers } from '../../math/unkept-numbers.ts';
import { looksLikeText, losesDigits, wholeDigits } from '../../math/whole-number.ts';

describe('a whole number', () => {
  test.each([
    ['1700000000123456', '1700000000123456'],
    ['1152921504606846976', '1152921504606846976'],
    ['-9007199254740992', '-9007199254740992'],
    ['0', '0'],
    ['-0', '0'],
    ['1.5', null],
    ['1e300', null],
  ])('%s is written %s', (number, digits) => {
    expect(wholeDigits(Number(number))).toBe(digits);
  });

  test.each([
    ['12345678901234567890', true],
    ['9007199254740993', true],
    ['9007199254740992', false],
    ['-0', false],
    ['00123', false],
    ['+7', false],
    ['1000000000000000000000', true],
    ['0.1', false],
    ['1e400', false],
    [`${'0'.repeat(100_000)}1`, false],
  ])('%s loses digits: %s', (written, isLost) => {
    expect(losesDigits(written)).toBe(isLost);
  });

  test('keeps its digits or is told to lose them', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), (number) => {
        const digits = wholeDigits(Number(number));
        expect(losesDigits(String(number))).toBe(digits !== String(number));
      }),
    );
  });
});

test('a number looks like a text that was written with a leading zero, or with a zero behind decimals', () => {
  const texts = ['3.10', '00123', '007', '2.500', '10.20', '-3.10', '01.5'];
  const numbers = ['0.10', '1.0', '3.1', '0', '0.5', '100', '1e10', '3.05', '', '0x10', '.50'];
  expect(texts.filter((text) => !looksLikeText(text))).toEqual([]);
  expect(numbers.filter((text) => looksLikeText(text))).toEqual([]);
});

test('numbers of JSON that no double holds are found, wherever they are', () => {
  expect(
    unkeptNumbers('{"a": [1e400, {"b": 12345678901234567890}], "12345678901234567890": 1}'),
  ).toEqual(['1e400', '12345678901234567890']);
  expect(unkeptNumbers('[1, 1e21, 0.1234567890123456789, "12345678901234567890"]')).toEqual([]);
});
