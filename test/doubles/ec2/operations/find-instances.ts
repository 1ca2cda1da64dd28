import { Ec2Error } from '../state/ec2-error.ts';
import type { Instance } from '../state/instance.ts';
import type { Region } from '../state/world.ts';

/** The instances of these ids; one that calls do not find fails them all. */
export function findInstances(region: Region, ids: readonly string[]): Instance[] {
  const malformed = ids.find((id) => !/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined)
    throw new Ec2Error('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  const missing = ids.filter((id) => region.instances.get(id)?.isListed !== true);
  if (missing.length > 0)
    throw new Ec2Error(
      'InvalidInstanceID.NotFound',
      missing.length === 1
        ? `The instance ID '${missing[0] ?? ''}' does not exist`
        : `The instance IDs '${missing.join(', ')}' do not exist`,
    );
  return ids.flatMap((id) => region.instances.get(id) ?? []);
}
