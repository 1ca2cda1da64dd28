import { array, assert, boolean, nat, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { OrderedRows } from '../../../app/engine/state/ordered-rows.ts';

test('rows come in order whatever was added and removed before, among hundreds too', () => {
  const changes = array(tuple(nat({ max: 400 }), boolean()), { maxLength: 1500, size: 'max' });
  assert(
    property(changes, nat({ max: 400 }), (steps, after) => {
      const rows = new OrderedRows();
      const model = new Map<string, number>();
      for (const [order, isAdded] of steps) {
        const entry = { order, key: `k${order}` };
        if (isAdded && !model.has(entry.key)) rows.add(entry);
        if (!isAdded) rows.remove(entry);
        if (isAdded) model.set(entry.key, order);
        else model.delete(entry.key);
      }
      const sorted = [...model].sort(([, a], [, b]) => a - b);
      expect([...rows.keys()]).toEqual(sorted.map(([key]) => key));
      expect(rows.next(after)).toBe(sorted.find(([, order]) => order > after)?.[0]);
    }),
    { numRuns: 60, seed: 7 },
  );
});
