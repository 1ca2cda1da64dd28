import { answerLaunch } from '../../../runner-provisioner/machine/answer-launch.ts';
import type { Act } from '../../../runner-provisioner/machine/decision.ts';
import type { LaunchOrder } from '../../../runner-provisioner/machine/launch-order.ts';
import type { Machine } from '../../../runner-provisioner/machine/machine.ts';
import { changeMachine } from '../change-machine.ts';
import type { Provisioning } from '../machines-deps.ts';
import { attemptName } from '../attempt-name.ts';
import { tellPlace } from '../tell-place.ts';
import type { Orders } from './orders.ts';

/** Asks for a machine whose row says that it is asked for, writes down what came of it, and gives what is to be done then. */
export async function launchMachine(
  deps: Provisioning,
  act: Extract<Act, { type: 'launch' }>,
  orders: Orders,
): Promise<readonly Act[]> {
  const { store, sky, clock } = deps;
  const kept = await store.machines.find(act.machine);
  const order = kept === null ? null : await orderOf(deps, kept.machine, act, orders);
  if (order === null) return [];
  const answer = await (await sky()).launch(order);
  const decision = await changeMachine(deps, act.machine, (machine) =>
    answerLaunch(machine, answer, clock.now()),
  );
  if (decision === null) return [];
  const { machine, acts } = decision;
  if (machine.state.type === 'booting' && machine.instance !== null) {
    await tellPlace(deps, machine, machine.instance);
  }
  // The next rung is asked at once.
  deps.waker.wake(clock.now());
  return acts;
}

/** Null: its run is forgotten, or nobody wants it any more. */
async function orderOf(
  { store }: Provisioning,
  { id, attempt, asked, expiresAt }: Machine,
  { token, rung }: Extract<Act, { type: 'launch' }>,
  orders: Orders,
): Promise<LaunchOrder | null> {
  const header = await store.runs.header(attempt.run);
  const wish = orders.get(attemptName(attempt))?.wish;
  if (header?.hosted === undefined || wish === undefined) return null;
  const { owner, name } = header.hosted.repository;
  return {
    machine: id,
    attempt,
    name: `${owner}/${name} ${header.pipeline}/${attempt.key}`,
    token,
    rung,
    asked,
    expiresAt,
    trust: 'trusted',
    tags: wish.policy.tags,
  };
}
