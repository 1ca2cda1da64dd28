import type { TopLevelSpec } from 'vega-lite';

/** A table as one side of a comparison wrote it. */
export type Side = {
  /** Who wrote it, as the picture names them: `this run`, `main #31`. */
  readonly name: string;
  readonly text: string;
};

/** A picture before it is drawn. */
export type Chart = {
  readonly spec: TopLevelSpec;
  /** What is seen on it, for who does not see it. */
  readonly alt: string;
  /** What was left out, in sentences. */
  readonly notes: readonly string[];
};

/** The table cannot be drawn as the pipeline file says; the message says why. */
export class PlotProblem extends Error {
  override readonly name = 'PlotProblem';
}
