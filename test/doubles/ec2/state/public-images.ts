import type { Image } from '@aws-sdk/client-ec2';
import type { Dice } from './dice.ts';

/**
 * Some of the images that everybody may use, the newest of a kind first here, in any order from EC2. Canonical's:
 * https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/; those with drivers for GPUs:
 * https://docs.aws.amazon.com/dlami/latest/devguide/appendix-ami-release-notes.html
 * Their owners publish new ones every few weeks: those here are 5 and 40 days old when the stand-in opens.
 */
export function publicImages(dice: Dice, now: number): Image[] {
  const daysAgo = (days: number) => new Date(now - days * DAY_MS).toISOString().slice(0, 10);
  return KINDS.flatMap((kind) => [
    imageOf(dice, kind, daysAgo(5)),
    imageOf(dice, kind, daysAgo(40)),
  ]);
}

const DAY_MS = 86_400_000;

type Kind = {
  readonly owner: string;
  readonly alias: string | null;
  readonly name: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly size: number;
};

const CANONICAL = { owner: '099720109477', alias: null, size: 8 };
const AMAZON = { owner: '898082745236', alias: 'amazon', size: 75 };
const NOBLE = 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04';
const DRIVERS = 'Base OSS Nvidia Driver GPU AMI (Ubuntu 24.04)';

const KINDS: readonly Kind[] = [
  { ...CANONICAL, name: `${NOBLE}-amd64-server-`, architecture: 'x86_64' },
  { ...CANONICAL, name: `${NOBLE}-arm64-server-`, architecture: 'arm64' },
  { ...AMAZON, name: `Deep Learning ${DRIVERS} `, architecture: 'x86_64' },
  { ...AMAZON, name: `Deep Learning ARM64 ${DRIVERS} `, architecture: 'arm64' },
];

function imageOf(dice: Dice, { owner, alias, name, architecture, size }: Kind, day: string): Image {
  return {
    ImageId: `ami-0${dice.hex(16)}`,
    Name: name + day.replaceAll('-', ''),
    Architecture: architecture,
    OwnerId: owner,
    ...(alias !== null && { ImageOwnerAlias: alias }),
    State: 'available',
    RootDeviceName: '/dev/sda1',
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    CreationDate: `${day}T00:00:00.000Z`,
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/sda1',
        Ebs: {
          SnapshotId: `snap-0${dice.hex(16)}`,
          VolumeSize: size,
          VolumeType: 'gp3',
          DeleteOnTermination: true,
        },
      },
    ],
  };
}
