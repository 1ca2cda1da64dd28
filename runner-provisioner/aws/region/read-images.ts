import { paginateDescribeImages, type EC2Client, type Image as Shown } from '@aws-sdk/client-ec2';
import type { RegionSettings } from '../../sky-settings.ts';
import {
  IMAGE_KINDS,
  imageKindOf,
  queryFor,
  type Arch,
  type ImageKind,
  type ImageQuery,
} from '../../types/image-kinds.ts';
import type { TypeFacts } from '../../types/type-facts.ts';
import { RegionProblem } from '../region-problem.ts';

/** What a machine boots from. */
export type Image = {
  readonly id: string;
  readonly arch: Arch;
  readonly rootDevice: string;
  /** GiB of its snapshot: no disk made from it is smaller. */
  readonly diskGib: number;
  /** Null: EC2 does not say. */
  readonly createdAt: number | null;
};

/** The image for a type, or why there is none. */
export type ImageFor = (
  facts: Pick<TypeFacts, 'name' | 'gpu' | 'arch'>,
) => Image | { readonly why: string };

/** Looks up the images of a region: the one that the operator named, or of each kind the newest. */
export async function readImages(
  client: EC2Client,
  { name: region, image: named }: Pick<RegionSettings, 'name' | 'image'>,
): Promise<ImageFor> {
  if (named !== null) return ofOne(await namedImage(client, region, named), region);
  const found = new Map<ImageKind, Image | null>();
  for (const kind of IMAGE_KINDS) found.set(kind, await newest(client, queryFor(kind, region)));
  return (facts) => {
    const kind = imageKindOf(facts);
    if (typeof kind !== 'string') return kind;
    const { name } = queryFor(kind, region);
    return found.get(kind) ?? { why: `EC2 in ${region} shows no image named "${name}"` };
  };
}

/** The operator says that it has all drivers. */
function ofOne(image: Image, region: string): ImageFor {
  const why = `the image of ${region}, ${image.id}, is for ${image.arch}`;
  return ({ arch }) => (arch.includes(image.arch) ? image : { why });
}

async function namedImage(client: EC2Client, region: string, id: string): Promise<Image> {
  const [image] = await described(client, { ImageIds: [id] });
  if (image !== undefined) return image;
  throw new RegionProblem(
    `The image ${id} of ${region} cannot be started from: it is not available, or not for x86_64 or arm64.`,
  );
}

async function newest(client: EC2Client, { owner, name, arch }: ImageQuery): Promise<Image | null> {
  const Filters = [
    { Name: 'name', Values: [name] },
    { Name: 'architecture', Values: [arch] },
    { Name: 'state', Values: ['available'] },
  ];
  const found = await described(client, { Owners: [owner], Filters });
  return found.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0] ?? null;
}

type Asked = {
  readonly ImageIds?: string[];
  readonly Owners?: string[];
  readonly Filters?: { readonly Name: string; readonly Values: string[] }[];
};

async function described(client: EC2Client, asked: Asked): Promise<readonly Image[]> {
  // EC2 takes either ids or a size of pages.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
  const paging = asked.ImageIds === undefined ? { client, pageSize: 200 } : { client };
  const found: Image[] = [];
  for await (const page of paginateDescribeImages(paging, asked)) {
    found.push(...(page.Images ?? []).flatMap(imageOf));
  }
  return found;
}

function imageOf(shown: Shown): readonly Image[] {
  const { ImageId: id, RootDeviceName: rootDevice = '/dev/sda1', CreationDate } = shown;
  const arch = (['x86_64', 'arm64'] as const).find((each) => each === shown.Architecture);
  if (id === undefined || arch === undefined || shown.State !== 'available') return [];
  const root = shown.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === rootDevice);
  const createdAt = timeOf(CreationDate);
  return [{ id, arch, rootDevice, diskGib: root?.Ebs?.VolumeSize ?? 0, createdAt }];
}

function timeOf(text = ''): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
