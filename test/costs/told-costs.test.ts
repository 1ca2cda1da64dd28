import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { costKey, costsOfRun } from '../../app/costs/costs-of-run.ts';
import { toldCosts } from '../../app/costs/told-costs.ts';
import { NOW, runs } from './costed-runs.ts';

test('costs are told of attempts that are over, and once all are and no machine is left they are the whole', () => {
  fc.assert(
    fc.property(runs(), (run) => {
      const told = toldCosts(run);
      const over = run.attempts.filter(({ endedAt }) => endedAt !== null).map(costKey);
      expect([...told.keys()]).toEqual(over);
      const isQuiet = run.machines.every(({ state }) => state.type === 'gone');
      if (!isQuiet) return;
      const costs = costsOfRun(run, NOW);
      for (const key of over) expect(told.get(key)).toEqual(costs.get(key));
    }),
  );
});
