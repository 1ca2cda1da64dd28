import type { CreateTagsRequest } from '@aws-sdk/client-ec2';
import { tagLater } from '../acts/show-later.ts';
import { Ec2Error, NotModelled } from '../state/ec2-error.ts';
import type { Region } from '../state/world.ts';
import type { Tags } from '../state/tags.ts';
import type { Call } from './call.ts';
import { findInstances } from './find-instances.ts';
import { refuseTags, refuseUnshowable } from './launch-spec.ts';

/** All resources get all tags, or none does. */
export function createTags({ region }: Call, input: CreateTagsRequest): object {
  const { Resources = [], Tags: tags = [] } = input;
  refuseTags(tags);
  const bags = Resources.map((id) => bagOf(region, id));
  const shown = Resources.filter((id) => region.instances.get(id)?.spec.metadata.showsTags);
  if (shown.length > 0) refuseUnshowable(tags);
  for (const bag of bags) tagLater(region, bag, tags);
  return {};
}

function bagOf(region: Region, id: string): Tags {
  if (id.startsWith('i-')) findInstances(region, [id]);
  const kind = id.split('-')[0] ?? '';
  const shelf = {
    i: region.instances,
    vol: region.volumes,
    eni: region.interfaces,
    sir: region.spotRequests,
    lt: region.templates,
    fleet: region.fleets,
  }[kind];
  if (shelf === undefined) throw new NotModelled(`Tags of ${id}.`);
  const found = shelf.get(id);
  if (found === undefined) throw new Ec2Error('InvalidID', `The ID '${id}' is not valid`);
  return found.tags;
}
