/** What EC2 says of a type (DescribeInstanceTypes), as far as it is chosen by. */
export type TypeFacts = {
  /** `g5.xlarge` */
  readonly name: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Null: it has none. */
  readonly gpu: {
    /** As EC2 writes it: `A10G`. */
    readonly model: string;
    readonly count: number;
    /** Of each, as the driver has it, which is below what it is sold as. */
    readonly memoryBytes: number;
    /** Below 1: a share of a GPU. */
    readonly share: number;
  } | null;
  readonly arch: readonly ('x86_64' | 'arm64')[];
  readonly markets: readonly ('spot' | 'on-demand')[];
  /** False: no image that the app knows has drivers for it. */
  readonly hasImage: boolean;
  readonly zones: readonly string[];
  /** US dollars an hour, Linux; null: not known. */
  readonly usdHour: { readonly onDemand: number | null; readonly spot: number | null };
};

/**
 * Types that count against one quota, as AWS groups them.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits
 */
export function quotaOf(type: string): string {
  const family = type.split('.')[0] ?? '';
  const known = QUOTAS.find(([, pattern]) => pattern.test(family));
  return known?.[0] ?? 'standard';
}

const QUOTAS: readonly (readonly [string, RegExp])[] = [
  ['G and VT', /^(?:g\d|gr\d|vt\d)/],
  ['P', /^p\d/],
  ['Inf', /^inf\d/],
  ['Trn', /^trn\d/],
  ['DL', /^dl\d/],
  ['F', /^f\d/],
  ['X', /^x\d/],
  ['HPC', /^hpc\d/],
  ['High Memory', /^u-/],
];
