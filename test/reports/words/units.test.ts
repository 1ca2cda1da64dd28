import { expect, test } from 'vitest';
import { numberText } from '../../../app/reports/words/number-text.ts';
import { sparkline } from '../../../app/reports/plots/sparkline.ts';

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
