import type { ExamplesSpec } from '../../evaluation/examples-file.ts';
import type { BaselineRef } from './gate-spec.ts';
import type { JudgeSpec } from './judge-spec.ts';

/** What the metrics of a step are held against, the first in the headline, and what it measures example by example. */
export type ReportSpec = {
  readonly compare: readonly BaselineRef[];
  readonly examples?: ExamplesSpec;
  /** Who gave the verdicts that are in `examples`; left out: nobody judged. */
  readonly judge?: JudgeSpec;
};
