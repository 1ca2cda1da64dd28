import { digestOf } from '../../domain/digest.ts';
import {
  readIdentity,
  type InstanceIdentity,
} from '../../../runner-provisioner/identity/read-identity.ts';
import { hear } from '../../../runner-provisioner/machine/hear.ts';
import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import { MachineRefusal, type MachineHello } from '../../runtime/ports/hosted/machine-talk.ts';
import type { KnownMachine } from '../../runtime/ports/hosted/machines.ts';
import { messageOf } from '../../../text/message-of.ts';
import { count } from '../../reports/words/step-words.ts';
import { changeMachine } from '../change-machine.ts';
import type { Provisioning } from '../machines-deps.ts';
import { performActs } from '../sweep/perform-acts.ts';
import { tellWait } from '../tell-place.ts';

/** A document is as old as its instance: one that is kept and shown later proves nothing new. */
const OLDEST_MS = 30 * 60_000;

/**
 * A machine proves to be the instance that it was started as, and that its GPUs answer. Who comes second, with another
 * token, is refused: a document can be read by whatever runs on the machine.
 */
export async function hello(deps: Provisioning, id: string, message: MachineHello): Promise<void> {
  const known = await deps.store.machines.find(id);
  if (known === null) throw unknown(id);
  const identity = await proven(deps, message.identity);
  requireSame(known.machine, identity);
  const { gpus, bootMs } = message;
  const told = { token: digestOf(message.token), gpus, bootMs, seenAt: deps.clock.now() };
  if (!(await deps.store.machines.greet(id, told))) throw unknown(id);
  await attest(deps, known, gpus);
}

async function attest(deps: Provisioning, { machine }: KnownMachine, gpus: number): Promise<void> {
  const { clock, waker } = deps;
  const wanted = machine.asked.gpu?.count ?? 0;
  const message = `its driver shows ${gpus} of ${count(wanted, 'GPU')}`;
  const heard = gpus < wanted ? ({ type: 'boot-failed', message } as const) : null;
  const changed = await changeMachine(deps, machine.id, (current) => {
    const { instance } = current;
    if (instance === null) throw notYet();
    return hear(current, heard ?? { type: 'attested', instance }, clock.now());
  });
  await performActs(deps, changed?.acts ?? [], []);
  if (changed?.machine.state.type === 'attested') {
    await tellWait(deps, machine.attempt, 'its machine is up and waits for GitHub’s job');
  }
  waker.wake(clock.now());
}

async function proven(deps: Provisioning, document: string): Promise<InstanceIdentity> {
  const sky = await deps.sky();
  const now = deps.clock.now();
  const identity = await readIdentity(document, sky.certificates).catch((cause: unknown) => {
    throw untrue(messageOf(cause), cause);
  });
  const why = whyNot(identity, { account: sky.account, now });
  if (why !== null) throw untrue(why);
  return identity;
}

function requireSame({ instance }: Machine, identity: InstanceIdentity): void {
  // The answer to its launch may still be on its way.
  if (instance === null) throw notYet();
  if (identity.instanceId !== instance.id || identity.region !== instance.region) {
    throw untrue(`it is of ${identity.instanceId}, and the machine is another instance`);
  }
}

function whyNot(
  { accountId, pendingAt }: InstanceIdentity,
  { account, now }: { readonly account: string; readonly now: number },
): string | null {
  if (accountId !== account) return 'it is of another AWS account';
  return now - pendingAt > OLDEST_MS ? 'its instance was started too long ago' : null;
}

function untrue(why: string, cause?: unknown): MachineRefusal {
  return new MachineRefusal('untrue', `The identity document proves nothing: ${why}.`, { cause });
}

function notYet(): MachineRefusal {
  return new MachineRefusal('later', 'It is not known yet which instance this machine is.');
}

export function unknown(id: string): MachineRefusal {
  return new MachineRefusal('unknown', `Nobody may speak for a machine ${id} here.`);
}
