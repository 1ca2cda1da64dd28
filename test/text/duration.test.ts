import { expect, test } from 'vitest';
import { duration, elapsed, exactDuration } from '../../text/duration.ts';

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
  [500, '500ms'],
  [999.6, '1000ms'],
  [90_000, '1m 30s'],
  [5_400_000, '1h 30m'],
  [3_600_000, '1h'],
  [86_400_000 + 60_000, '1d 1m'],
  [86_400_000 + 3_600_000 + 60_000, '1d 1h'],
])('a limit of %f ms is %s', (ms, text) => {
  expect(exactDuration(ms)).toBe(text);
});
