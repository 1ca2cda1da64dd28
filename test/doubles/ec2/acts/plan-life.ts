import type { Fate } from '../state/fates.ts';
import type { Instance } from '../state/instance.ts';
import type { Region } from '../state/world.ts';
import { BLOCK_ENDS_MS } from './reservation-for.ts';
import { bootInstance } from './boot-instance.ts';
import { endInstance, takeAway } from './end-instance.ts';

/** Plans what becomes of a new instance: pending, running, its user-data; and its end, where a test chose one. */
export function planLife(region: Region, instance: Instance): void {
  const fate = region.fates.of(instance.spec.type);
  const { agenda, knobs } = region.world;
  const plan = (ms: number, act: () => void) => instance.plans.push(agenda.after(ms, act));
  plan(fate.pendingMs ?? knobs.pendingMs, () => {
    instance.state = 'running';
    if (fate.neverBoots !== true)
      plan(fate.bootMs ?? knobs.bootMs, () => bootInstance(region, instance));
  });
  const block = region.reservations.find(
    ({ id, kind }) => id === instance.capacityReservation && kind === 'capacity-block',
  );
  if (block?.endsAt != null) {
    const reason = { Code: 'Server.ScheduledStop', Message: 'Server.ScheduledStop: block ended' };
    const end = { reason, transition: '' };
    const leftMs = block.endsAt - BLOCK_ENDS_MS - agenda.now();
    plan(leftMs, () => endInstance(region, instance, end));
  }
  if (fate.ends !== undefined) plan(fate.ends.afterMs, () => endBy(region, instance, fate));
}

/**
 * Ends it with the reason that a test chose: `Server.SpotInstanceTermination`, `Client.InternalError`. Where the launch
 * failed there is nothing to shut down: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html
 */
function endBy(region: Region, instance: Instance, { ends }: Fate): void {
  if (ends === undefined) return;
  const end = { reason: ends.reason, transition: '' };
  if (instance.state === 'pending') takeAway(region, instance, end);
  else endInstance(region, instance, end);
}
