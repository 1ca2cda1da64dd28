import { isDeepStrictEqual } from 'node:util';
import { countRows, SHAPES } from './count-rows.ts';
import type { Engine } from './engine-under-test.ts';
import { tryConcurrency } from './try-concurrency.ts';
import { trySequences } from './try-sequences.ts';

/** Holds a kernel against every law, as cheaply as it goes; the first that breaks, or null. */
export function tryEngine(engine: Engine, runs: number, seed: number): string | null {
  return (
    tryConcurrency(engine, 300, seed) ??
    tryCounts(engine) ??
    trySequences(engine, { runs, seed }, false).failure
  );
}

function tryCounts(engine: Engine): string | null {
  try {
    const depends = SHAPES.find(
      (shape) => !isDeepStrictEqual(countRows(engine, shape, 10), countRows(engine, shape, 100)),
    );
    return depends === undefined
      ? null
      : `law 8: a ${depends} run's events cost what its size costs`;
  } catch {
    // A kernel that cannot even play this breaks another law, which the sequences will name.
    return null;
  }
}
