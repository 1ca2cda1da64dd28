import { type Arbitrary, array, boolean, constantFrom, nat, record } from 'fast-check';
import type { Plan } from '../../app/domain/plan.ts';
import type { RunRequest } from '../../app/domain/run/run.ts';
import { TRIGGER_RULES } from '../../app/domain/statuses.ts';
import { aPlan, aRequest } from '../support/build-plan.ts';
import { aPlace } from '../support/hosted.ts';
import { CONDITIONS } from './conditions.ts';
import { stepOf, type StepSeed } from './step-of-seed.ts';

/** A plan, how it was asked for, and what the world does to its run: each number picks one of the moves that are possible then. */
export type Scenario = {
  readonly plan: Plan;
  readonly request: RunRequest;
  readonly moves: readonly number[];
  /** How the world goes on once the moves are used up. */
  readonly end: 'silence' | 'success' | 'excuses';
  /** A rerun of the run when it is over; null: none. */
  readonly rerun: 'failed' | 'from' | 'all' | null;
};

const small = (max: number): Arbitrary<number> => nat({ max });
/** Mostly 0: most steps have no such thing. */
const seldom = (max: number): Arbitrary<number> =>
  nat({ max: 3 * max + 2 }).map((value) => Math.max(0, value - 2 * max - 2));

const STEP_SEED: Arbitrary<StepSeed> = record({
  needs: small(63),
  when: seldom(TRIGGER_RULES.length - 1),
  condition: seldom(CONDITIONS.length),
  action: seldom(2),
  matrix: seldom(9),
  matrixLimit: small(2),
  pair: small(3),
  failFast: boolean(),
  inputs: seldom(2),
  retry: small(7),
  clocks: seldom(1),
  cache: seldom(1),
  gates: seldom(6),
  approval: seldom(4),
  promote: seldom(1),
  continueOnError: seldom(1),
  withheld: seldom(1),
});

/** Seldom excuses: such a run takes many attempts, and all of them end alike. */
function endOf(pick: number): Scenario['end'] {
  if (pick === 15) return 'excuses';
  return pick % 2 === 0 ? 'silence' : 'success';
}

/** Random runs. Small on purpose: a law that can be broken is broken by few steps and few events. */
export const arbitraryScenario: Arbitrary<Scenario> = record({
  seeds: array(STEP_SEED, { minLength: 1, maxLength: 6 }),
  maxParallel: seldom(2),
  ownLimit: seldom(1),
  grouped: boolean(),
  laptop: seldom(1),
  exclude: seldom(3),
  noCache: seldom(2),
  go: boolean(),
  moves: array(nat({ max: 0xffff }), { maxLength: 48, size: 'max' }),
  end: small(15).map(endOf),
  rerun: constantFrom(null, null, 'failed', 'from', 'all'),
  hosted: seldom(1),
  budget: small(2).map((value) => value === 1),
}).map((seed): Scenario => {
  const steps = seed.seeds.map((stepSeed, index) => stepOf(stepSeed, index, seed.seeds));
  const concurrency = { group: 'churn', cancelInProgress: false, queue: 'one' } as const;
  const plan = aPlan(steps, {
    maxParallel: seed.maxParallel === 0 ? null : seed.maxParallel,
    concurrency: seed.grouped ? concurrency : null,
    ...(seed.budget && { budget: { perRunUsd: 10, onExceed: 'ask' } as const }),
    paramValues: { go: seed.go, list: [{ n: 1 }, { n: 2 }] },
  });
  const request = aRequest({
    ...(seed.hosted === 0 && !seed.budget ? {} : { hosted: aPlace() }),
    options: {
      maxParallel: seed.ownLimit === 0 ? null : 1,
      inPlace: false,
      noCache: seed.noCache === 2 ? ['s1'] : seed.noCache === 1,
      deploy: seed.laptop === 0,
      exclude: seed.exclude === 0 ? {} : { [`s${seed.exclude}`]: 'left out by --only' },
    },
  });
  return { plan, request, moves: seed.moves, end: seed.end, rerun: seed.rerun };
});
