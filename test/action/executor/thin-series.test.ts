import { expect, test } from 'vitest';
import { SeriesThinner } from '../../../action/executor/metrics/thin-series.ts';

function keptOf(count: number): number[] {
  const thinner = new SeriesThinner();
  return Array.from({ length: count }, (_, step) => step).filter(
    (step) => thinner.keep({ loss: step }) !== null,
  );
}

test('a short series is kept whole, a long one at 50,000 values with no wide gap', () => {
  expect(keptOf(16_000)).toHaveLength(16_000);
  const kept = keptOf(3_000_000);
  expect(kept.length).toBeLessThanOrEqual(50_000);
  const gaps = kept.slice(1).map((step, index) => step - (kept[index] ?? 0));
  expect(Math.max(...gaps.slice(-100)) / 3_000_000).toBeLessThan(0.001);
});

test('a series that is written rarely stays whole beside one that is written often', () => {
  const thinner = new SeriesThinner();
  let rare = 0;
  for (let step = 0; step < 100_000; step += 1) {
    const values = step % 100 === 0 ? { loss: 1, auc: 1 } : { loss: 1 };
    if (thinner.keep(values)?.['auc'] === 1) rare += 1;
  }
  expect(rare).toBe(1000);
});
