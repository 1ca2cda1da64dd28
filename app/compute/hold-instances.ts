import { hear } from '../../runner-provisioner/machine/hear.ts';
import type { Instant } from '../domain/run/run.ts';
import type { HeldMachine, HoldMachines } from '../runtime/ports/hosted/machine-holds.ts';
import { eachAlone } from '../runtime/each-alone.ts';
import { changeMachine } from './change-machine.ts';
import type { MachinesDeps } from './machines-deps.ts';

/** Keeps those that are there until then, whatever becomes of their attempts, for somebody to look at. */
export async function holdMachines(
  deps: Pick<MachinesDeps, 'store' | 'sky' | 'clock'>,
  { run, key }: Parameters<HoldMachines>[0],
  until: Instant,
): Promise<readonly HeldMachine[]> {
  const { store, sky, clock } = deps;
  const ofRun = await store.machines.ofRun(run);
  const held = ofRun.flatMap(({ machine }): readonly HeldMachine[] => {
    const { state, instance, attempt } = machine;
    // One that is to go cannot be kept any more.
    const isThere = instance !== null && state.type !== 'gone' && state.type !== 'ending';
    if (!isThere || (key !== null && attempt.key !== key)) return [];
    return [{ key: attempt.key, instance: instance.id, region: instance.region, until }];
  });
  const failed: unknown[] = [];
  await eachAlone(
    held,
    async ({ instance, region }) => {
      await (await sky()).hold({ id: instance, region }, until);
      for (const { machine } of ofRun.filter((each) => each.machine.instance?.id === instance)) {
        await changeMachine(deps, machine.id, (current) =>
          hear(current, { type: 'held', until }, clock.now()),
        );
      }
    },
    (error) => void failed.push(error),
  );
  // Whoever asked is told that it is not all of them, after the others are kept.
  if (failed.length > 0) throw failed[0];
  return held;
}
