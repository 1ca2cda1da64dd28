import type { Tag } from '@aws-sdk/client-ec2';
import type { Region } from '../state/world.ts';
import type { Tags } from '../state/tags.ts';

/** Lets calls find something only after a while: https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html */
export function showLater({ world }: Region, what: { isListed: boolean }): void {
  world.agenda.after(world.knobs.visibleAfterMs, () => {
    what.isListed = true;
  });
}

/** Tags something; calls show the tags only after a while. */
export function tagLater({ world }: Region, bag: Tags, tags: readonly Tag[]): void {
  world.agenda.after(world.knobs.tagsAfterMs, bag.put(tags));
}
