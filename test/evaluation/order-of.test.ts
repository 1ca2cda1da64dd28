import { expect, test } from 'vitest';
import { orderOf } from '../../evaluation/statistics/order-of.ts';
import { sfc32 } from '../../math/sfc32.ts';

const draws = new Uint32Array(10_000);
sfc32('order')(draws);
const drawn = Float64Array.from(draws);

test.each([
  ['any numbers', drawn.map((each) => (each - 2 ** 31) / 1e7)],
  [
    'numbers of every size',
    drawn.map((each) => (each % 2 === 0 ? 1 : -1) * 2 ** ((each % 2000) - 1000)),
  ],
  ['few different ones', drawn.map((each) => (each % 5) - 2)],
  ['zeros of either sign', drawn.map((each) => (each % 2 === 0 ? 0 : -0))],
  ['one number', drawn.map(() => 7)],
  ['few numbers', drawn.subarray(0, 100)],
])('rows stand in the order of %s, equal ones as they stood', (_, values) => {
  const rows = Int32Array.from(values, (_value, row) => row);
  const compared = rows.toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
  expect(orderOf(values)).toEqual(compared);
});
