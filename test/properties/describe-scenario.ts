import { isDeepStrictEqual } from 'node:util';
import { aPlan, aRequest, aStep } from '../support/build-plan.ts';
import type { Scenario } from './arbitrary-scenario.ts';
import { stepOf, type StepSeed } from './step-of-seed.ts';

/** A counterexample with only what is not plain in it, so that a person can see what matters. */
export function describeScenario({ plan, request, moves, end, rerun }: Scenario): string {
  const plain = stepOf(PLAIN, 0, []);
  const steps = plan.steps.map((step) => {
    const { id, outputs: _outputs, ...rest } = step;
    return `  ${id}: ${JSON.stringify(unlike(rest, { ...aStep(''), ...plain }))}`;
  });
  const { steps: _steps, paramValues: _params, ...own } = plan;
  return [
    `plan ${JSON.stringify(unlike(own, aPlan([])))}`,
    ...steps,
    `options ${JSON.stringify(unlike(request.options, aRequest().options))}`,
    `params ${JSON.stringify(plan.paramValues)}`,
    `moves ${JSON.stringify(moves)}, then ${end}, rerun ${rerun}`,
  ].join('\n');
}

const PLAIN: StepSeed = {
  needs: 0,
  when: 0,
  condition: 0,
  action: 0,
  matrix: 0,
  matrixLimit: 0,
  pair: 0,
  failFast: false,
  inputs: 0,
  retry: 0,
  clocks: 0,
  cache: 0,
  gates: 0,
  approval: 0,
  promote: 0,
  continueOnError: 0,
  withheld: 0,
};

function unlike(value: object, plain: object): object {
  const usual = new Map(Object.entries(plain));
  return Object.fromEntries(
    Object.entries(value).filter(([key, own]) => !isDeepStrictEqual(own, usual.get(key))),
  );
}
