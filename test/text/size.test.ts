import { expect, test } from 'vitest';
import { exactSize, filesAndSize, size } from '../../text/size.ts';

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
  [1023, '1023 B', '1023 B'],
  [1000 * 1024, '1 MiB', '1000 KiB'],
  [150.4 * 1024 ** 2, '150 MiB', '150.4 MiB'],
  [1.5 * 1024 ** 3, '1.5 GiB', '1.5 GiB'],
])('%f bytes are %s, and beside a limit %s', (bytes, short, exact) => {
  expect([size(bytes), exactSize(bytes)]).toEqual([short, exact]);
});
