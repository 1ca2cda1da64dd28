import type { Instance } from '../state/instance.ts';
import type { Region } from '../state/world.ts';
import { endInstance } from './end-instance.ts';

/**
 * Takes a spot instance back, `noticeMs` after its metadata service says so, 0 for without a word. Two minutes are usual;
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html says that they may be less.
 */
export function interruptInstance(region: Region, instance: Instance, noticeMs: number): void {
  const { agenda } = region.world;
  if (instance.spec.market !== 'spot') throw new Error(`${instance.id} is no spot instance.`);
  if (instance.state !== 'running' && instance.state !== 'pending')
    throw new Error(`${instance.id} is ${instance.state}.`);
  instance.takenAt = agenda.now() + noticeMs;
  const request = region.spotRequests.get(instance.spotRequestId ?? '');
  if (request !== undefined) request.shape.Status = { Code: 'marked-for-termination' };
  const take = () => endInstance(region, instance, { reason: SPOT_TERMINATION, transition: '' });
  if (noticeMs === 0) take();
  else instance.plans.push(agenda.after(noticeMs, take));
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html: best effort, a sign and no more. */
export function recommendRebalance(region: Region, instance: Instance): void {
  instance.rebalanceAt = region.world.agenda.now();
}

const SPOT_TERMINATION = {
  Code: 'Server.SpotInstanceTermination',
  Message: 'Server.SpotInstanceTermination: Spot instance termination',
};
