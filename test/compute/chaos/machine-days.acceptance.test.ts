import { describe, expect, test } from 'vitest';
import { COMPUTE_MUTANTS, LOST, UNLISTED, type ComputeMutant } from './compute-mutants.ts';
import { COMPUTE, type ComputeParts } from './compute-parts.ts';
import { spoilCompute } from './spoil-compute.ts';
import { tryMachineDays, tryOneDay, trySleeps } from './try-machine-days.ts';

/** `npm run soak -- --machines --runs 2000` plays more of them. */
const DAYS = 100;
/** A test each, so that a busy machine has time for them. */
const BATCH = 10;
/** A mutant is to be caught by one of the first. */
const MUTANT_DAYS = 6;

/** The first law that a day tells of. */
async function whatBreaks(
  { day, sleepsAfter }: ComputeMutant,
  parts: ComputeParts,
): Promise<string | null> {
  if (sleepsAfter !== undefined) return trySleeps(sleepsAfter, { ...LOST, parts });
  if (day === undefined) return tryMachineDays({ runs: MUTANT_DAYS, seed: 1 }, parts);
  for (let play = 0; play < PLAYS; play += 1) {
    const broken = await tryOneDay({ ...day, seed: day.seed + play, parts });
    if (broken !== null) return broken;
  }
  return null;
}

/**
 * Which of two processes is first is the host's to say, and a job that nobody asks about may be looked at by chance: of so
 * many days like the named one at least one tells of it.
 */
const PLAYS = 40;

describe('days of machines on the whole App layer', () => {
  test.each(Array.from({ length: DAYS / BATCH }, (_, at) => 1 + at * BATCH))(
    'keep their laws in any weather, from the seed %i on',
    async (seed) => {
      expect(await tryMachineDays({ runs: BATCH, seed })).toBeNull();
    },
  );

  test('keep their laws while EC2 lists nothing for minutes', async () => {
    expect(await tryOneDay({ ...UNLISTED, parts: COMPUTE })).toBeNull();
  });

  test('keep their laws while EC2 is too busy to list machines, and one that is to end was not heard', async () => {
    expect(await tryOneDay({ seed: 20_261_786, isCalm: false, parts: COMPUTE })).toBeNull();
  });

  test('keep their laws while EC2 lists nothing for half an hour, and has a machine that nobody was told of', async () => {
    const day = { seed: 11, isCalm: true, isHidden: true, steps: 1, workMs: 60_000 } as const;
    expect(await tryOneDay({ ...day, parts: COMPUTE })).toBeNull();
    expect(await tryOneDay({ seed: 20_262_434, isCalm: false, parts: COMPUTE })).toBeNull();
  });

  test('keep their laws while a machine is lost at work, and a process sleeps through it', async () => {
    expect(await trySleeps('store.dispatches.onMachines', { ...LOST, parts: COMPUTE })).toBeNull();
  });

  test.each(COMPUTE_MUTANTS)('catch an app in which $breaks', async (mutant) => {
    const { parts, remove } = await spoilCompute(mutant);
    try {
      const broken = await whatBreaks(mutant, parts);
      expect(mutant.laws).toContain(broken?.split(':')[0]);
    } finally {
      await remove();
    }
  });
});
