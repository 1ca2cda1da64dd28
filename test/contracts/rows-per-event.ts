import { describe, expect, it } from 'vitest';
import type { Plan } from '../../app/domain/plan.ts';
import { openStore, type StoreLocation } from '../../app/store/open-store.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { openRuntime } from '../support/open-runtime.ts';
import { begun, succeeded } from '../support/script-host.ts';

const ids = (size: number) => Array.from({ length: size }, (_, index) => `s${index}`);

/** Runs of any size, and the rows of which one attempt is told. */
const SHAPES: Readonly<Record<string, { plan: (size: number) => Plan; keys: readonly string[] }>> =
  {
    chain: {
      plan: (size) =>
        aPlan(ids(size).map((id, i) => aStep(id, { needs: i === 0 ? [] : [`s${i - 1}`] }))),
      keys: ['s0', 's1', 's2'],
    },
    'steps that wait for a slot': {
      plan: (size) =>
        aPlan(
          ids(size).map((id) => aStep(id)),
          { maxParallel: 1 },
        ),
      keys: ['s0', 's1', 's2'],
    },
    'matrix whose cells wait for a slot': {
      plan: (size) => {
        const cells = Array.from({ length: size }, (_, seed) => ({ seed }));
        const spec = { type: 'static', cells } as const;
        return aPlan([aStep('m', { matrix: { cells: spec, maxParallel: 1, failFast: true } })]);
      },
      keys: ['m[seed=0]', 'm[seed=1]', 'm[seed=2]'],
    },
  };

/** Law 8, counted at the database: what an event costs does not depend on the size of its run. */
export function describeRowsPerEvent(name: string, location: () => StoreLocation): void {
  describe(`rows that an event reads and writes on ${name}`, () => {
    for (const [shape, { plan, keys }] of Object.entries(SHAPES)) {
      it(`are the same in runs of 10 and of 10,000: ${shape}`, async () => {
        const small = await countRows(location(), plan(10), keys);
        const large = await countRows(location(), plan(10_000), keys);
        expect(large).toEqual(small);
        expect(Math.max(...small.map(({ rows }) => rows))).toBeLessThan(30);
        expect(Math.min(...small.map(({ rows }) => rows))).toBeGreaterThan(3);
      });
    }
  });
}

type Counted = { readonly event: string; readonly rows: number; readonly statements: number };

async function countRows(
  location: StoreLocation,
  plan: Plan,
  keys: readonly string[],
): Promise<Counted[]> {
  const counted = { rows: 0, statements: 0 };
  const store = await openStore(location, ({ sql, rows }) => {
    // Wakes other processes, once for many commits: no row is read or written.
    if (sql.includes('pg_notify')) return;
    counted.rows += rows;
    counted.statements += 1;
  });
  const { runtime, start } = await openRuntime({ store });
  const run = await start(plan);
  const told: Counted[] = [];
  for (const key of keys) {
    for (const report of [begun(), succeeded({ metrics: { auc: 1 } })]) {
      counted.rows = 0;
      counted.statements = 0;
      await runtime.report({ run: run.id, key, attempt: 1 }, report);
      told.push({ event: `${key} ${report.type}`, ...counted });
    }
  }
  await store.close();
  return told;
}
