import { stepIdOf } from '../domain/cell.ts';
import type { Instant, RunHeader } from '../domain/run/run.ts';
import { sumCosts, type Cost } from './cost.ts';
import { costKey, costsOfRun, type CostedRun } from './costs-of-run.ts';

/** What a run cost, step by step: what is left of it once the run itself is forgotten. */
export type RunCost = {
  readonly run: string;
  readonly number: number;
  /** Of the run: 1, or higher for a rerun. */
  readonly attempt: number;
  readonly pipeline: string;
  /** Who started it; null: nobody did. */
  readonly person: string | null;
  /** When it was made. */
  readonly at: Instant;
  readonly steps: readonly StepCost[];
};

export type StepCost = {
  readonly step: string;
  /** Those that cost anything, or may have. */
  readonly attempts: number;
  readonly cost: Cost;
};

export type NamedRun = CostedRun & {
  readonly header: Pick<
    RunHeader,
    'id' | 'number' | 'attempt' | 'pipeline' | 'actor' | 'createdAt' | 'hosted'
  >;
};

export function runCost(run: NamedRun, now: Instant): RunCost {
  const { id, number, attempt, pipeline, actor, createdAt } = run.header;
  const costs = costsOfRun(run, now);
  const steps = Map.groupBy(run.attempts, ({ key }) => stepIdOf(key));
  return {
    run: id,
    number,
    attempt,
    pipeline,
    person: actor,
    at: createdAt,
    steps: [...steps].map(([step, attempts]) => ({
      step,
      attempts: attempts.length,
      cost: sumCosts(attempts.flatMap((each) => costs.get(costKey(each)) ?? [])),
    })),
  };
}

export function totalOf({ steps }: Pick<RunCost, 'steps'>): Cost {
  return sumCosts(steps.map(({ cost }) => cost));
}
