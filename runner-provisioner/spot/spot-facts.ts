/** What is known of a step before a machine is asked for, which may be spot or not. */
export type SpotFacts = {
  /** How long its earlier runs took from begin to end: half of them up to that, nine of ten; null: it has none. */
  readonly past: { readonly medianMs: number; readonly p90Ms: number } | null;
  /** How long it may take: `timeout`. */
  readonly mostMs: number;
  /** How often it saves what the next machine goes on from; null: nothing of it outlives its machine. */
  readonly checkpointMs: number | null;
  /** What it has behind it, in a checkpoint. */
  readonly savedMs: number;
  /** US dollars, of an hour in which somebody waits for it. */
  readonly waitingUsdHour: number;
  /** Machines that were taken from it. */
  readonly lost: number;
  /** `escalate`: after so many it is no longer on spot. */
  readonly mostLosses: number;
};
