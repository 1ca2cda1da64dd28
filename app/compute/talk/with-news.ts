import { hear, type Heard } from '../../../runner-provisioner/machine/hear.ts';
import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import type { KnownMachine } from '../../runtime/ports/hosted/machines.ts';
import { changeMachine } from '../change-machine.ts';
import type { Provisioning } from '../machines-deps.ts';
import { performActs } from '../sweep/perform-acts.ts';
import { unknown } from './hello.ts';

/** Hears on its behalf what the sweep has not told it yet. */
export async function withNews(deps: Provisioning, { machine }: KnownMachine): Promise<Machine> {
  const { state } = machine;
  if (state.type !== 'attested' && state.type !== 'registered') return machine;
  const order = await deps.store.dispatches.onMachine(machine.attempt);
  if (order === null) return machine;
  if (state.type === 'attested') {
    return order.isSent ? heard(deps, machine, { type: 'dispatched' }) : machine;
  }
  return order.status === 'running' ? heard(deps, machine, { type: 'began' }) : machine;
}

/** Decides by what is heard of a machine, and does what follows. */
export async function heard(deps: Provisioning, { id }: Machine, news: Heard): Promise<Machine> {
  const { clock } = deps;
  const changed = await changeMachine(deps, id, (current) => hear(current, news, clock.now()));
  if (changed === null) throw unknown(id);
  await performActs(deps, changed.acts, []);
  return changed.machine;
}
