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
  /** Absent (runs of an earlier version): as where the policy says nothing. */
  readonly waitingCost?: WaitingCost;
};

/** What an hour is worth in which a step waits or runs, in US dollars: by it spot is chosen or not. */
export type WaitingCost = {
  /** Of a run that somebody waits for: of a pull request, or started by hand. */
  readonly pullRequest: number;
  /** Of all others. */
  readonly schedule: number;
};

export const DEFAULT_WAITING_COST: WaitingCost = { pullRequest: 15, schedule: 0.5 };

/** Of a repository whose policy says nothing of machines. */
export const DEFAULT_MACHINE_POLICY: MachinePolicy = {
  regions: [],
  types: [],
  tags: {},
  reservations: [],
  amiMaxAgeMs: 30 * 24 * 3_600_000,
  waitingCost: DEFAULT_WAITING_COST,
};
