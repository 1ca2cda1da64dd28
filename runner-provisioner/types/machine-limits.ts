/** What a repository's policy allows of the machines that the app may start. */
export type MachineLimits = {
  /** Patterns like `g5.*` or `*.2xlarge`; none: all. */
  readonly types: readonly string[];
  /** Names like `us-east-1`; none: all. */
  readonly regions: readonly string[];
  /** Images made before this are not started; null: of any age. */
  readonly imagesSince: number | null;
};

/** Of a policy that says nothing of machines. */
export const NO_MACHINE_LIMITS: MachineLimits = { types: [], regions: [], imagesSince: null };

/** With what the app itself may start, whatever a policy says. */
export type AllLimits = MachineLimits & {
  /** Patterns as in `types`; none: all. */
  readonly ofApp?: readonly string[];
};
