/** What a step shows while it runs, beside its row: never part of the run's record. */
export type LiveStep = {
  readonly lastLine: string | null;
  /** The newest live metrics, in order; a few hundred are enough for a sparkline. */
  readonly samples: readonly LiveSample[];
};

/** One line of the live metrics file. */
export type LiveSample = {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
};

/** By row key: `train`, `train[seed=1]`. */
export type LiveSteps = ReadonlyMap<string, LiveStep>;
