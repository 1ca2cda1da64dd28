import { expect, test } from 'vitest';
import { intervalText, signedIntervalText } from '../../../app/reports/words/interval-text.ts';

test.each([
  [0.909, 0.9178, '0.9090 … 0.9178'],
  [0.85, 0.95, '0.850 … 0.950'],
  [11.2, 12.9, '11.20 … 12.90'],
  [1200, 2400, '1,200 … 2,400'],
  [1.5e-9, 2.5e-9, '1.5e-9 … 2.5e-9'],
  [0.5, 0.5, '0.5 … 0.5'],
])('an interval from %d to %d has as many digits as its width is worth', (low, high, text) => {
  expect(intervalText({ low, high })).toBe(text);
});

test.each([
  [0.0081, 0.02028, '+0.0081 … +0.0203'],
  [-0.0156, 0.00659, '−0.016 … +0.007'],
  [-0.0000001, 0.02, '0.000 … +0.020'],
])('the interval of a change from %d to %d has signs', (low, high, text) => {
  expect(signedIntervalText({ low, high })).toBe(text);
});
