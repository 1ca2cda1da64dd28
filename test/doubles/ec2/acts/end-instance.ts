import type { StateReason, Volume, NetworkInterface } from '@aws-sdk/client-ec2';
import type { Machine } from '../boot/boot.ts';
import type { Instance } from '../state/instance.ts';
import type { Kept } from '../state/kept.ts';
import type { Region } from '../state/world.ts';

export type End = { readonly reason: StateReason; readonly transition: string };

/** Shuts an instance down and terminates it: its machine is gone at once, `terminated` comes minutes later. */
export function endInstance(region: Region, instance: Instance, end: End): void {
  if (instance.state === 'shutting-down' || instance.state === 'terminated') return;
  powerOff(instance, end);
  instance.state = 'shutting-down';
  const { agenda, knobs } = region.world;
  instance.plans.push(agenda.after(knobs.shuttingDownMs, () => takeAway(region, instance, end)));
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
export function byUser(region: Region): End {
  return endedBy(region, 'Client.UserInitiatedShutdown', 'User initiated shutdown');
}

/**
 * What EC2 does when a machine powers itself off: as the instance was told, and a one-time spot instance cannot be
 * stopped. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingInstanceInitiatedShutdownBehavior.html
 */
export function endByOwnShutdown(region: Region, instance: Instance): void {
  if (instance.state !== 'running') return;
  const code = 'Client.InstanceInitiatedShutdown';
  const end = endedBy(region, code, 'Instance initiated shutdown');
  if (instance.spec.onShutdown === 'terminate' || instance.spec.market === 'spot') {
    endInstance(region, instance, end);
    return;
  }
  powerOff(instance, end);
  instance.state = 'stopping';
  instance.plans.push(
    region.world.agenda.after(region.world.knobs.shuttingDownMs, () => {
      instance.state = 'stopped';
      giveBackPlace(region, instance);
    }),
  );
}

/** The instance is gone, with what was to go with it; what was not stays, unattached. */
export function takeAway(region: Region, instance: Instance, end: End): void {
  if (instance.state === 'terminated') return;
  powerOff(instance, end);
  if (instance.state !== 'stopped') giveBackPlace(region, instance);
  instance.state = 'terminated';
  for (const id of instance.volumeIds) dropVolume(region.volumes, id);
  dropInterface(region.interfaces, instance.interfaceId);
  closeSpotRequest(region, instance);
  const { agenda, knobs } = region.world;
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/how-ec2-instance-termination-works.html
  agenda.after(knobs.forgottenAfterMs, () => region.instances.delete(instance.id));
}

function endedBy({ world }: Region, code: string, text: string): End {
  const at = new Date(world.agenda.now()).toISOString().replace('T', ' ').replace(/\..*/, ' GMT');
  return {
    reason: { Code: code, Message: `${code}: ${text}` },
    transition: code === 'Client.UserInitiatedShutdown' ? `User initiated (${at})` : '',
  };
}

function powerOff(instance: Instance, end: End): void {
  for (const callOff of instance.plans.splice(0)) callOff();
  instance.reason ??= end.reason;
  instance.transition ||= end.transition;
  const { machine } = instance;
  instance.machine = null;
  instance.busy = killAfter(instance.busy, machine);
}

function giveBackPlace(region: Region, instance: Instance): void {
  const { spec, zone, privateIp, capacityReservation } = instance;
  const pool = { type: spec.type, zone, market: spec.market };
  if (capacityReservation === null) region.capacity.giveBack(pool);
  const subnet = region.network.subnets.find(({ SubnetId }) => SubnetId === spec.subnetId);
  if (subnet !== undefined && privateIp !== '')
    subnet.AvailableIpAddressCount = (subnet.AvailableIpAddressCount ?? 0) + 1;
}

function dropVolume(volumes: Map<string, Kept<Volume>>, id: string): void {
  const shape = volumes.get(id)?.shape;
  if (shape === undefined) return;
  if (shape.Attachments?.[0]?.DeleteOnTermination === true) volumes.delete(id);
  shape.State = 'available';
  shape.Attachments = [];
}

function dropInterface(interfaces: Map<string, Kept<NetworkInterface>>, id: string): void {
  const shape = interfaces.get(id)?.shape;
  if (shape === undefined) return;
  if (shape.Attachment?.DeleteOnTermination === true) interfaces.delete(id);
  shape.Status = 'available';
  delete shape.Attachment;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status.html */
function closeSpotRequest(region: Region, { spotRequestId, takenAt }: Instance): void {
  const shape = region.spotRequests.get(spotRequestId ?? '')?.shape;
  if (shape === undefined) return;
  const code = takenAt === null ? 'instance-terminated-by-user' : 'instance-terminated-no-capacity';
  shape.State = 'closed';
  shape.Status = { Code: code };
}

async function killAfter(busy: Promise<void>, machine: Machine | null): Promise<void> {
  await busy;
  await machine?.kill();
}
