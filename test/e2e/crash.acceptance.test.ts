import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { countBoundaries, crashAt } from './crash.ts';

test('a run whose process is killed at any boundary between effects is resumed to the same end', async () => {
  const boundaries = await countBoundaries();
  const points = Array.from({ length: boundaries }, (_, index) => index + 1).values();
  const failures: string[] = [];
  const worker = async () => {
    for (const point of points) {
      await crashAt(point).catch((error: unknown) =>
        failures.push(`at ${point}: ${String(error)}`),
      );
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  expect(failures).toEqual([]);
}, 3_600_000);
