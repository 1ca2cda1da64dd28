import * as fc from 'fast-check';
import { costKey } from '../../app/costs/costs-of-run.ts';
import type { Cost } from '../../app/costs/cost.ts';
import type { CostGroup, GroupedCost } from '../../app/costs/group-costs.ts';
import type { NamedRun, RunCost } from '../../app/costs/run-cost.ts';
import { NOW, runs } from './costed-runs.ts';
import { expectedCost, type Expected } from './expected-cost.ts';

/** The room of costs, or a copy of it with a fault. */
export type CostRoom = {
  readonly costsOfRun: (run: NamedRun, now: number) => ReadonlyMap<string, Cost>;
  readonly runCost: (run: NamedRun, now: number) => RunCost;
  readonly groupCosts: (runs: readonly RunCost[], by: CostGroup) => readonly GroupedCost[];
};

/** Holds costs against the oracle; throws what does not hold, with the run that shows it. */
export function tryCosts(room: CostRoom, rounds: number): void {
  const two = fc.tuple(runs('r1'), runs('r2'));
  fc.assert(
    fc.property(two, ([one, other]) => {
      const all = [one, other].flatMap((run) => holdAttempts(room, run));
      holdGroups(
        room,
        [one, other].map((run) => room.runCost(run, NOW)),
        all,
      );
    }),
    { numRuns: rounds, seed: 17 },
  );
}

function holdAttempts({ costsOfRun }: CostRoom, run: NamedRun): readonly Expected[] {
  const costs = costsOfRun(run, NOW);
  return run.attempts.map((attempt) => {
    const cost = costs.get(costKey(attempt));
    if (cost === undefined) throw new Error(`${attempt.key} has no cost.`);
    const wanted = expectedCost(run, attempt);
    const parts = Object.values(cost.parts);
    holdSame(
      'the sum of its parts',
      parts.reduce((sum, { usd }) => sum + usd, 0),
      cost.usd,
    );
    holdSame('what its facts say', cost.usd, wanted.usd);
    holdSame(
      'what is unknown',
      parts.reduce((sum, { unknown }) => sum + unknown, 0),
      wanted.unknown,
    );
    holdSame('paid time', cost.paidMs, wanted.paidMs);
    holdSame('idle time', cost.idleMs, wanted.idleMs);
    return wanted;
  });
}

function holdGroups(
  { groupCosts }: CostRoom,
  told: readonly RunCost[],
  attempts: readonly Expected[],
): void {
  const all = attempts.reduce((sum, { usd }) => sum + usd, 0);
  for (const by of ['pipeline', 'step', 'day', 'person'] as const) {
    const groups = groupCosts(told, by);
    holdSame(
      `by ${by}`,
      groups.reduce((sum, { cost }) => sum + cost.usd, 0),
      all,
    );
    holdSame(
      `attempts by ${by}`,
      groups.reduce((sum, each) => sum + each.attempts, 0),
      attempts.length,
    );
  }
}

function holdSame(law: string, got: number, wanted: number): void {
  const isSame = Math.abs(got - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted));
  if (!isSame) throw new Error(`${law}: ${got}, not ${wanted}`);
}
