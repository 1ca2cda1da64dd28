import { expect, test } from 'vitest';
import { COMPUTE } from './compute-parts.ts';
import type { Fate } from './life.ts';
import { tryMachineDay, type DayOrder } from './machine-day.ts';

/** No longer than it takes to see that it works. */
const WORK_MS = 60_000;
const ONE_STEP: DayOrder = { seed: 11, parts: COMPUTE, isCalm: true, steps: 1, workMs: WORK_MS };
/** Long enough for another process to take over what this one looked after. */
const ASLEEP_MS = 60_000;
const FATES: readonly Fate['does'][] = [
  { type: 'dies', moment: 'before' },
  { type: 'dies', moment: 'after' },
  { type: 'sleeps', forMs: ASLEEP_MS },
];

/** Calls that change something, or that something is decided by. */
const ACTS = /^(?:sky|runners)\b|^store\.(?:commit|machines\.(?!controller|find)|dispatches\.)/;

test('whichever call an app dies at, or sleeps after, its step ends the same, on one machine', async () => {
  const calm = await tryMachineDay(ONE_STEP);
  expect(calm).toMatchObject({ results: ['s0 success'], machines: 1 });
  const different: string[] = [];
  const fates = pointsOf(calm.calls).flatMap((call) => FATES.map((does) => ({ call, does })));
  expect(fates.length).toBeGreaterThan(80);
  for (const fate of fates) {
    const { results, machines } = await tryMachineDay({ ...ONE_STEP, fate });
    const isSame = results.join() === 's0 success' && machines === 1;
    const where = `${calm.calls[fate.call - 1]} (${fate.call}) ${JSON.stringify(fate.does)}`;
    if (!isSame) different.push(`${where}: ${results.join()} on ${machines} machines`);
  }
  expect(different).toEqual([]);
});

/** Where a call follows on another kind of call than it did before: what repeats is tried once. */
function pointsOf(calls: readonly string[]): readonly number[] {
  const seen = new Set<string>();
  let before = '';
  return calls.flatMap((name, at) => {
    if (!ACTS.test(name)) return [];
    const pair = `${before} ${name}`;
    before = name;
    if (seen.has(pair)) return [];
    seen.add(pair);
    return [at + 1];
  });
}
