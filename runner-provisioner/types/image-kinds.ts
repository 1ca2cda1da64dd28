import type { TypeFacts } from './type-facts.ts';

export type Arch = TypeFacts['arch'][number];

/** Images that are taken where the operator names none; of each kind the newest. */
export const IMAGE_KINDS = [
  'ubuntu-x86_64',
  'ubuntu-arm64',
  'drivers-x86_64',
  'drivers-arm64',
] as const;
export type ImageKind = (typeof IMAGE_KINDS)[number];

/** How EC2 finds the images of a kind; in `name` a star stands for anything. */
export type ImageQuery = {
  readonly owner: string;
  readonly name: string;
  readonly arch: Arch;
};

/** https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/; in partitions of their own it has other accounts. */
const CANONICAL: Readonly<Record<string, string>> = {
  'us-gov': '513442679011',
  cn: '837727238323',
};

/**
 * The names are part of what AWS and Canonical publish.
 * https://docs.aws.amazon.com/dlami/latest/devguide/appendix-ami-release-notes.html
 */
export function queryFor(kind: ImageKind, region: string): ImageQuery {
  const partition = Object.keys(CANONICAL).find((each) => region.startsWith(`${each}-`)) ?? '';
  const canonical = CANONICAL[partition] ?? '099720109477';
  const noble = 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04';
  const drivers = 'Base OSS Nvidia Driver GPU AMI (Ubuntu 24.04) *';
  switch (kind) {
    case 'ubuntu-x86_64':
      return { owner: canonical, name: `${noble}-amd64-server-*`, arch: 'x86_64' };
    case 'ubuntu-arm64':
      return { owner: canonical, name: `${noble}-arm64-server-*`, arch: 'arm64' };
    case 'drivers-x86_64':
      return { owner: 'amazon', name: `Deep Learning ${drivers}`, arch: 'x86_64' };
    case 'drivers-arm64':
      return { owner: 'amazon', name: `Deep Learning ARM64 ${drivers}`, arch: 'arm64' };
  }
}

/**
 * Families that the images with drivers say they serve: `supported_ec2_instances` of
 * https://docs.aws.amazon.com/dlami/latest/devguide/aws-deep-learning-ami-gpubasesinglecuda-ul2404-2026-07-17.html and
 * https://docs.aws.amazon.com/dlami/latest/devguide/aws-deep-learning-ami-gpubaseossarm64-ul2404-2026-10-08.html
 */
const SERVED: Readonly<Record<Arch, ReadonlySet<string>>> = {
  x86_64: new Set('g4dn g5 g6 gr6 g6e g7 p4d p4de p5 p5e p5en p6-b200 p6-b300'.split(' ')),
  arm64: new Set(['g5g', 'p6e-gb200', 'p6e-gb300']),
};

/**
 * GPUs older than Turing, for which NVIDIA's open driver is not made.
 * https://docs.aws.amazon.com/dlami/latest/devguide/important-changes.html
 */
const PROPRIETARY: ReadonlySet<string> = new Set(['p2', 'p3', 'p3dn', 'g3', 'g3s']);

/** Which kind of image serves a type, or why none does. */
export function imageKindOf({
  name,
  gpu,
  arch,
}: Pick<TypeFacts, 'name' | 'gpu' | 'arch'>): ImageKind | { readonly why: string } {
  const [first] = arch;
  if (first === undefined) return { why: 'no image is for its architecture' };
  if (gpu === null) return `ubuntu-${first}`;
  const [family = ''] = name.split('.');
  if (SERVED[first].has(family)) return `drivers-${first}`;
  return {
    why: PROPRIETARY.has(family)
      ? 'needs NVIDIA’s proprietary driver, which the image of AWS has no more'
      : `the image of AWS with drivers does not say that it serves ${family}`,
  };
}
