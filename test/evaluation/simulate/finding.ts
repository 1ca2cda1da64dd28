import type { compareExamples } from '../../../evaluation/compare/compare-examples.ts';
import type { measureExamples } from '../../../evaluation/compare/measure-examples.ts';

/** What is tried: ours, or a spoiled copy. */
export type Evaluation = {
  readonly compareExamples: typeof compareExamples;
  readonly measureExamples: typeof measureExamples;
};

/** How much of it: of so many pairs each share is known to a Monte-Carlo error. */
export type Effort = { readonly runs: number; readonly seed: number; readonly resamples: number };

/** A law's figures, and whether it holds. */
export type Finding = { readonly law: string; readonly holds: boolean; readonly figures: string };
