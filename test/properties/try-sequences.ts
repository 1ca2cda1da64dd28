import { check, property, type RunDetails } from 'fast-check';
import { arbitraryScenario, type Scenario } from './arbitrary-scenario.ts';
import { Coverage } from './coverage.ts';
import { describeScenario } from './describe-scenario.ts';
import type { Engine } from './engine-under-test.ts';
import { tryScenario } from './try-scenario.ts';

export type Trials = { readonly runs: number; readonly seed: number };
export type Tried = {
  /** Null: no law was broken. Else the seed, the shrunk counterexample and the law. */
  readonly failure: string | null;
  /** Sequences played, those of shrinking not counted. */
  readonly runs: number;
  readonly coverage: Coverage;
};

/** Plays random runs on a kernel until a law breaks or all are played. `shrink: false` stops at the first broken law. */
export function trySequences(engine: Engine, trials: Trials, shrink = true): Tried {
  const coverage = new Coverage();
  const keepsLaws = property(arbitraryScenario, (scenario) => {
    tryScenario(engine, scenario, coverage);
  });
  const details = check(keepsLaws, {
    numRuns: trials.runs,
    seed: trials.seed,
    endOnFailure: !shrink,
  });
  const failure = details.failed ? describeFailure(details) : null;
  return { failure, runs: details.numRuns, coverage };
}

function describeFailure(details: RunDetails<[Scenario]>): string {
  const { errorInstance: error, counterexample, seed, numRuns, numShrinks } = details;
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const found = `seed ${seed}, run ${numRuns}, shrunk ${numShrinks} times`;
  const [scenario] = counterexample ?? [];
  return [words, found, scenario === undefined ? '' : describeScenario(scenario)].join('\n');
}
