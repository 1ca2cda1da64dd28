import type { EC2Client } from '@aws-sdk/client-ec2';
import type { RegionSettings } from '../../sky-settings.ts';
import type { TypeFacts } from '../../types/type-facts.ts';
import { readImages, type Image } from './read-images.ts';
import { readTypes } from './read-types.ts';

/** What can be started in a region, and from which image. */
export type Catalogue = {
  /** Without prices. */
  readonly types: readonly TypeFacts[];
  /** Null: none is known for the type. */
  readonly imageOf: (type: string) => Image | null;
};

export async function readCatalogue(
  client: EC2Client,
  settings: RegionSettings,
  zones: readonly string[],
): Promise<Catalogue> {
  const imageFor = await readImages(client, settings);
  const images = new Map<string, Image>();
  const types = await readTypes(client, {
    region: settings.name,
    zones,
    imageOf: (facts) => {
      const image = imageFor(facts);
      if ('why' in image) return { noImage: image.why, imageAt: null };
      images.set(facts.name, image);
      return { noImage: null, imageAt: image.createdAt };
    },
  });
  return { types, imageOf: (type) => images.get(type) ?? null };
}
