import { EC2Client } from '@aws-sdk/client-ec2';
import { asking } from '../region-problem.ts';
import { consoleOf, endInstances } from '../end-instances.ts';
import { holdInstance } from '../hold-instance.ts';
import { listInstances } from '../list-instances.ts';
import type { Region } from './open-region.ts';

/** A region in which nothing is started any more, and something may be left. */
export type FormerRegion = Pick<Region, 'name' | 'list' | 'end' | 'consoleOf' | 'hold' | 'close'>;

/** Nothing is asked yet: the region may be closed to the account by now, which must keep no other from being opened. */
export function openFormerRegion(
  name: string,
  { controller }: { readonly controller: string },
): FormerRegion {
  const client = new EC2Client({ region: name });
  return {
    name,
    list: () => asking(name, () => listInstances(client, { controller, region: name })),
    end: (ids) => asking(name, () => endInstances(client, ids)),
    consoleOf: (id) => asking(name, () => consoleOf(client, id)),
    hold: (id, until) => asking(name, () => holdInstance(client, id, until)),
    close: () => client.destroy(),
  };
}
