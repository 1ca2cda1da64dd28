import type { Decision } from '../../runner-provisioner/machine/decision.ts';
import type { Machine } from '../../runner-provisioner/machine/machine.ts';
import type { MachinesDeps } from './machines-deps.ts';

const MOST_TRIES = 10;

/**
 * Decides on a machine as it stands in the store and writes that; decides anew where somebody else has written meanwhile.
 * What is to be done comes after the row. Null: there is no such machine.
 */
export async function changeMachine(
  { store: { machines } }: Pick<MachinesDeps, 'store'>,
  id: string,
  decide: (machine: Machine) => Decision,
): Promise<Decision | null> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const kept = await machines.find(id);
    if (kept === null) return null;
    const decision = decide(kept.machine);
    const { machine } = decision;
    if (machine === kept.machine) return decision;
    if (await machines.save([{ machine, version: kept.version }])) return decision;
  }
  throw new Error(`The machine ${id} changes all the time.`);
}
