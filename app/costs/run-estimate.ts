import type { StepEstimate } from './step-estimate.ts';

/** What a run may cost as it stands, before it is done. */
export type Estimate = {
  /** Of steps that ran before, by the median of their runs. */
  readonly usd: number;
  /** Of all whose price is known. */
  readonly mostUsd: number;
  /** Those that no earlier run tells of: their bound alone is in `mostUsd`. */
  readonly unrun: readonly string[];
  /** Those whose price nobody knows: they are in neither. */
  readonly unpriced: readonly string[];
  readonly cached: number;
  readonly steps: number;
};

/** What becomes of each step of a plan, as far as that is known. */
export type StepFate = { readonly step: string; readonly fate: 'runs' | 'cached' | 'skipped' };

/** The sum over the steps that are to run; what is cached or left out costs nothing. */
export function sumEstimate(steps: readonly StepEstimate[], fates: readonly StepFate[]): Estimate {
  const known = new Map(steps.map((each) => [each.step, each]));
  const runs = fates.flatMap(({ step, fate }) => (fate === 'runs' ? (known.get(step) ?? []) : []));
  const priced = runs.filter(({ bound }) => bound !== null);
  return {
    usd: priced.reduce((total, { likely }) => total + (likely ?? 0), 0),
    mostUsd: priced.reduce((total, { most }) => total + (most ?? 0), 0),
    unrun: priced.filter(({ likely }) => likely === null).map(({ step }) => step),
    unpriced: runs.filter(({ bound }) => bound === null).map(({ step }) => step),
    cached: fates.filter(({ fate }) => fate === 'cached').length,
    steps: fates.length,
  };
}
