import type { Instant } from '../domain/run/run.ts';
import type { Cost } from './cost.ts';
import { costKey, costsOfRun, type CostedRun } from './costs-of-run.ts';

/**
 * What the attempts of a run that are over cost, by `costKey`, as far as its rows say. It moves with the run and never
 * with the clock: what is told on GitHub would be told anew with each cent, and nothing would have happened.
 */
export function toldCosts(run: CostedRun): ReadonlyMap<string, Cost> {
  const ended = run.attempts.filter(({ endedAt }) => endedAt !== null).map(costKey);
  const costs = costsOfRun(run, lastMove(run));
  return new Map(
    ended.flatMap((key): [string, Cost][] => {
      const cost = costs.get(key);
      return cost === undefined ? [] : [[key, cost]];
    }),
  );
}

function lastMove({ attempts }: CostedRun): Instant {
  return attempts.reduce(
    (last, { startedAt, endedAt }) => Math.max(last, startedAt ?? 0, endedAt ?? 0),
    0,
  );
}
