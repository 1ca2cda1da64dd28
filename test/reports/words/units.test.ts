import { expect, test } from 'vitest';
import { duration, elapsed } from '../../../app/reports/words/duration.ts';
import { numberText } from '../../../app/reports/words/number-text.ts';
import { filesAndSize, size } from '../../../app/reports/words/size.ts';
import { sparkline } from '../../../app/reports/plots/sparkline.ts';

test.each([
  [0, '0s'],
  [42, '<0.1s'],
  [412, '0.4s'],
  [31_000, '31s'],
  [59_949, '59.9s'],
  [59_960, '1m 00s'],
  [185_000, '3m 05s'],
  [3_599_700, '1h 00m'],
  [7_800_000, '2h 10m'],
  [86_400_000, '1d 00h'],
  [3 * 86_400_000 + 4 * 3_600_000, '3d 04h'],
])('%i ms take %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('time that still runs shows whole seconds', () => {
  expect([elapsed(999), elapsed(59_999), elapsed(61_900)]).toEqual(['0s', '59s', '1m 01s']);
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [3_565_158, '3.4 MiB'],
  [1024 ** 2 * 999.9, '1 GiB'],
  [5 * 1024 ** 5, '5 PiB'],
])('%f bytes are %s', (bytes, text) => {
  expect(size(bytes)).toBe(text);
});

test('one file is no plural', () => {
  expect(filesAndSize(1, 10)).toBe('1 file, 10 B');
  expect(filesAndSize(1200, 0)).toBe('1,200 files, 0 B');
});

test.each([
  [0, '0'],
  [0.912_345, '0.9123'],
  [-0.5, '-0.5'],
  [1_234_567, '1,234,567'],
  [54_321.9, '54,322'],
  [0.000_000_32, '3.2e-7'],
  [Number.NaN, 'NaN'],
])('the metric %f reads %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test('a sparkline goes from the lowest bar to the highest', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
});

test('a sparkline of a constant is flat in the middle', () => {
  expect(sparkline([5, 5, 5], 8)).toBe('▅▅▅');
  const many = Array.from({ length: 500 }, () => 0.9855072463768116);
  expect(sparkline(many, 12)).toBe('▅'.repeat(12));
});

test('a sparkline never is wider than asked, and leaves out what is no number', () => {
  expect(sparkline([1, Number.NaN, 2, Number.POSITIVE_INFINITY], 8)).toBe('▁█');
  expect(
    sparkline(
      Array.from({ length: 1000 }, (_, index) => Math.sqrt(index)),
      10,
    ),
  ).toHaveLength(10);
  expect(sparkline([], 10)).toBe('');
});
