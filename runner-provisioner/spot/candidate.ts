/** Types that fit a request: the region to be preferred first, and in each the type to be preferred. */
export type Candidate = {
  readonly region: string;
  readonly type: string;
  readonly zones: readonly string[];
  /** Types that share a quota: `G and VT`, `P`, `standard`. */
  readonly family: string;
  /** US dollars an hour; null: not known. */
  readonly usdHour: { readonly onDemand: number | null; readonly spot: number | null };
};
