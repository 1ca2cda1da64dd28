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
