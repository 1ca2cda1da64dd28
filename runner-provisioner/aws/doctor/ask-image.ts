import { DescribeImagesCommand, type EC2Client, type Image } from '@aws-sdk/client-ec2';
import type { RegionSettings } from '../../sky-settings.ts';

export type ImageFacts = {
  readonly id: string;
  readonly name: string;
  readonly architecture: string;
  readonly isAvailable: boolean;
};

/** https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/ */
const CANONICAL = '099720109477';
const NOBLE = 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-*';

/** The image that is configured, else the newest Ubuntu for machines without a GPU. Throws what EC2 says of one that is gone. */
export async function askImage(
  client: EC2Client,
  { image }: RegionSettings,
): Promise<ImageFacts | null> {
  const question =
    image === null
      ? { Owners: [CANONICAL], Filters: [{ Name: 'name', Values: [NOBLE] }] }
      : { ImageIds: [image] };
  const { Images = [] } = await client.send(new DescribeImagesCommand(question));
  const [newest] = Images.toSorted((a, b) => dateOf(b) - dateOf(a));
  return newest === undefined ? null : factsOf(newest);
}

function dateOf({ CreationDate = '' }: Image): number {
  return Date.parse(CreationDate) || 0;
}

function factsOf({ ImageId: id = '', Name: name = '', Architecture, State }: Image): ImageFacts {
  return { id, name, architecture: Architecture ?? '', isAvailable: State === 'available' };
}
