import { expect, test } from 'vitest';
import { gridOf, onGrid } from '../../../app/reports/plots/on-grid.ts';
import { xyChart } from '../../../app/reports/markdown/xy-chart.ts';
import { readXyChart } from '../../doubles/github-pages/markdown/read-xy-chart.ts';

const line = (steps: readonly number[], value: (step: number) => number) =>
  steps.map((step) => ({ step, value: value(step) }));
const upTo = (last: number, every = 1) =>
  Array.from({ length: Math.floor(last / every) }, (_, at) => (at + 1) * every);
const drawn = (points: Parameters<typeof onGrid>[0]) => {
  const grid = gridOf(points, 60);
  return grid === null ? null : { grid, values: onGrid(points, grid) };
};

test('a short line is drawn point by point', () => {
  expect(drawn(line(upTo(30), (step) => step * 2))).toEqual({
    grid: { first: 1, stride: 1, count: 30 },
    values: upTo(30).map((step) => step * 2),
  });
  expect(drawn(line(upTo(300, 10), (step) => step))?.grid).toEqual({
    first: 10,
    stride: 10,
    count: 30,
  });
});

test('a line of no length has no grid', () => {
  expect(gridOf([], 60)).toBeNull();
  expect(
    gridOf(
      line([3, 3], () => 1),
      60,
    ),
  ).toBeNull();
});

test('a long line keeps its spikes, and ends where it ends', () => {
  const points = line(upTo(5000), (step) => (step === 1234 ? 99 : 1 / step));
  const { grid, values } = drawn(points) ?? { grid: null, values: [] };
  expect(values.length).toBeLessThanOrEqual(60);
  expect(values).toContain(99);
  expect(grid === null ? 0 : grid.first + grid.stride * (grid.count - 1)).toBe(5000);
});

test('what was told unevenly is drawn where it belongs', () => {
  const grid = { first: 0, stride: 1, count: 5 };
  expect(
    onGrid(
      line([0, 4], (step) => step),
      grid,
    ),
  ).toEqual([0, 1, 2, 3, 4]);
  // It begins later and ends earlier.
  expect(
    onGrid(
      line([1, 3], (step) => step),
      grid,
    ),
  ).toEqual([1, 1, 2, 3, 3]);
});

test.each([
  [[0.5, 0.25, 0.125]],
  [[1e-7, 3e-7, 2e-7]],
  [[-3, -3]],
  [[0, 0]],
  [[1e14, -1e14]],
  [[1e-320, 5]],
  [[1_000_000.25, 1_000_000.5]],
])('numbers are written as Mermaid reads them: %j', (values) => {
  const x = { title: 'step', first: 1, last: values.length };
  const chart = readXyChart(xyChart({ x, lines: [{ name: 'a', values }] }));
  const { low, high } = chart?.y ?? { low: 0, high: 0 };
  expect(high).toBeGreaterThan(low);
  const room = (Math.max(...values) - Math.min(...values)) / 500;
  for (const [at, value] of values.entries()) {
    expect(Math.abs((chart?.lines[0]?.values[at] ?? Infinity) - value)).toBeLessThanOrEqual(room);
    expect(value).toBeGreaterThanOrEqual(low - room);
    expect(value).toBeLessThanOrEqual(high + room);
  }
});
