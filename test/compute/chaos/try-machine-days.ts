import { COMPUTE, type ComputeParts } from './compute-parts.ts';
import { BrokenLaw } from './machine-laws.ts';
import { tryMachineDay, type DayOrder } from './machine-day.ts';

/** Every so many days nothing goes wrong. */
const CALM_EVERY = 5;

/** Plays days, one for each seed from this one on. Null: all laws held; else what broke first, with its seed. */
export async function tryMachineDays(
  { runs, seed: first }: { readonly runs: number; readonly seed: number },
  parts: ComputeParts = COMPUTE,
): Promise<string | null> {
  for (let seed = first; seed < first + runs; seed += 1) {
    const broken = await tryOneDay({ seed, parts, isCalm: seed % CALM_EVERY === 0 });
    if (broken !== null) return broken;
  }
  return null;
}

/** Long enough for another process to take over, and to start the next attempt on a machine of its own. */
const ASLEEP_MS = 150_000;
/** After which of its calls: its machine is there then, and lost in the minutes that follow. */
const SLEEPS_AT = [15, 13, 11, 9];

/**
 * Plays a day on which an attempt loses its machine again and again, with the first process suspended each time after
 * another of its calls of this name before that.
 */
export async function trySleeps(name: string, day: DayOrder): Promise<string | null> {
  for (const call of SLEEPS_AT) {
    const fate = { call, named: name, does: { type: 'sleeps', forMs: ASLEEP_MS } } as const;
    const broken = await tryOneDay({ ...day, fate });
    if (broken !== null) return broken;
  }
  return null;
}

/** Null: all laws held; else what broke first, with its seed. */
export async function tryOneDay(order: DayOrder): Promise<string | null> {
  try {
    await tryMachineDay(order);
    return null;
  } catch (error) {
    if (error instanceof BrokenLaw) return `${error.message} (seed ${order.seed})`;
    throw error;
  }
}
