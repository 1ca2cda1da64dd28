/** What EC2 says of a type in a region (DescribeInstanceTypes), as far as it is chosen by. */
export type TypeFacts = {
  readonly region: string;
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
  /** Why no image serves it: `needs NVIDIA’s proprietary driver …`; null: one does. */
  readonly noImage: string | null;
  /** When that image was made; null: not known here. */
  readonly imageAt: number | null;
  readonly zones: readonly string[];
  /** US dollars an hour, Linux; null: not known. */
  readonly usdHour: { readonly onDemand: number | null; readonly spot: number | null };
};
