/** What machines could be started on EC2 for the steps of a plan, by a dated table. */
export type MachineOutlook = {
  /** Where the prices hold; in others they differ. */
  readonly region: string;
  /** Day of the prices on demand: `2026-07-20`. */
  readonly onDemandAt: string;
  readonly spotAt: string;
  readonly steps: readonly StepOutlook[];
};

export type StepOutlook = {
  readonly step: string;
  readonly spot: 'prefer' | 'require' | 'never';
  /** Which market costs less in money and waiting together, with the figures; absent: it says so itself, or prices are not known. */
  readonly market?: string;
  /** Asked for room before any other, where the policy lists it; absent: none is named. */
  readonly reservation?: { readonly id: string; readonly isAllowed: boolean };
  /** Types that have what the step asks for, the cheapest on demand first. */
  readonly candidates: readonly {
    readonly type: string;
    /** US dollars an hour; null: not known, or above `max-price`. */
    readonly onDemand: number | null;
    readonly spot: number | null;
  }[];
  /** Others of its sort, with GPUs or without, by the first thing that they lack. */
  readonly fellOut: readonly { readonly lack: MachineLack; readonly types: number }[];
  /** Where none fits: the one that lacks least, and what it has instead. */
  readonly nearest: { readonly type: string; readonly has: readonly string[] } | null;
};

export type MachineLack =
  | 'region'
  | 'type'
  | 'no-gpus'
  | 'gpu'
  | 'whole-gpu'
  | 'gpu-model'
  | 'gpu-count'
  | 'gpu-memory'
  | 'cpu'
  | 'memory'
  | 'arch'
  | 'image'
  | 'image-age'
  | 'market'
  | 'price'
  | 'zone';
