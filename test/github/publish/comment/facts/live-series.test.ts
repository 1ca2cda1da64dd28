import { describe, expect, onTestFinished, test } from 'vitest';
import { readSeries } from '../../../../../app/github/publish/comment/facts/live-series.ts';
import type { Sample } from '../../../../../app/runtime/ports/attempts.ts';
import type { Store } from '../../../../../app/runtime/ports/store.ts';
import { openStore } from '../../../../../app/store/open-store.ts';
import { freshFolder } from '../../../../support/fresh-folder.ts';

const sample = (step: number, values: Sample['values']) => ({ at: step, step, values });

async function opened() {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const tell = async (run: string, key: string, attempt: number, samples: Sample[]) => {
    const record = { run, key, attempt, type: 'samples', samples } as const;
    await store.commit([{ type: 'attempt.record', record }]);
  };
  return { store, tell };
}

describe('live metrics of a row', () => {
  const values = { loss: 1 };
  const steps = async (store: Store, attempt: number) => {
    const { samples, isThinned } = await readSeries(store, { run: 'r', key: 'train', attempt });
    return { steps: samples.map(({ step }) => step), isThinned };
  };

  test('are those of its five newest attempts, as if one had told them, each step once and in order', async () => {
    const { store, tell } = await opened();
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      await tell('r', 'train', attempt, [
        sample(attempt * 10, values),
        sample(attempt * 10 + 15, values),
      ]);
    }
    expect((await steps(store, 6)).steps).toEqual([20, 30, 40, 50, 60, 75]);
    expect((await steps(store, 1)).steps).toEqual([10, 25]);
    await tell('r', 'train', 7, [sample(3, values), sample(1, values), sample(3, { loss: 2 })]);
    const { samples } = await readSeries(store, { run: 'r', key: 'train', attempt: 7 });
    expect(samples.map(({ step, values: told }) => [step, told['loss']])).toEqual([
      [1, 1],
      [3, 2],
    ]);
  });

  test('are six hundred of many, which is told', async () => {
    const { store, tell } = await opened();
    const many = Array.from({ length: 601 }, (_, step) => sample(step, values));
    await tell('r', 'train', 1, many.slice(0, 600));
    expect(await steps(store, 1)).toMatchObject({ isThinned: false });
    await tell('r', 'train', 1, many.slice(600));
    const read = await steps(store, 1);
    expect(read).toMatchObject({ isThinned: true });
    expect(read.steps.length).toBeLessThanOrEqual(600);
    expect(read.steps.at(-1)).toBe(600);
  });
});
