/** What machines of the App may be, among those that its operator allows. */
export type MachinePolicy = {
  /** Such as `us-east-1`; none: all of the App's. */
  readonly regions: readonly string[];
  /** Patterns such as `g5.*`; none: all of the App's. */
  readonly types: readonly string[];
  /**
   * On every machine and what belongs to it. Of keys EC2 allows fewer characters where a machine may read its tags:
   * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
   */
  readonly tags: Readonly<Record<string, string>>;
  /** Capacity reservations that steps may name, and groups of them; absent (runs of an earlier version): none. */
  readonly reservations?: readonly string[];
  /** Older images are not started. */
  readonly amiMaxAgeMs: number;
};

/** Of a repository whose policy says nothing of machines. */
export const DEFAULT_MACHINE_POLICY: MachinePolicy = {
  regions: [],
  types: [],
  tags: {},
  reservations: [],
  amiMaxAgeMs: 30 * 24 * 3_600_000,
};
