import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { SeededRepository } from '../doubles/github/people/seeded-repository.ts';
import { finalState, shownState, type FinalState } from './final-state.ts';
import type { Chaos } from './open-chaos.ts';
import { until } from './until.ts';

/** Longer than it takes the App to say everything once more, if it is going to. */
export const QUIET_MS = 1500;

/** Waits until a repository is as after a calm life, and sees that it stays so. */
export async function endsAs(
  world: Chaos,
  repository: SeededRepository,
  calm: FinalState,
): Promise<void> {
  const { runs: _, ...shown } = calm;
  const isSo = () => isDeepStrictEqual(shownState(repository), shown);
  await until(world, 'all is as ever', isSo).catch((error: unknown) => {
    // Says what is different.
    expect(shownState(repository), String(error)).toEqual(shown);
  });
  await sleep(QUIET_MS);
  expect(await finalState(world, repository)).toEqual(calm);
}

/** Waits until nothing changes in a repository any more, and gives how it is then. */
export async function atRest(world: Chaos, repository: SeededRepository): Promise<FinalState> {
  for (let before: unknown = null; !isDeepStrictEqual(before, shownState(repository));) {
    before = shownState(repository);
    await sleep(QUIET_MS);
  }
  return finalState(world, repository);
}
