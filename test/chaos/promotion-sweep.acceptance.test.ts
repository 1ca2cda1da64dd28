import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StoreLocation } from '../../app/store/open-store.ts';
import { startPostgres } from '../support/postgres.ts';
import type { Moment } from './crash.ts';
import { inChaos, type Chaos } from './open-chaos.ts';
import { crashPromotion, nameOf, promoteCalmly } from './promotion-run.ts';

/** MLP_SWEEP=full: every moment. */
const isFull = process.env['MLP_SWEEP'] === 'full';
/** Most of a world’s life is waiting. */
const WORLDS = 3;

test('killed at any request to GitHub while it promotes, the App ends with one order and nothing twice', async () => {
  await sweep(null, () => true, WORLDS);
});

test('so it does on PostgreSQL, where it makes and tells of deployments', async () => {
  const postgres = await startPostgres();
  try {
    const isOfIt = (operation: string) => operation.startsWith('repos/create-deployment');
    await sweep(() => postgres.database(), isOfIt, 1);
  } finally {
    await postgres.stop();
  }
});

/** `database`: a fresh one for each world; null: files. */
async function sweep(
  database: (() => Promise<string>) | null,
  isWanted: (operation: string) => boolean,
  worlds: number,
): Promise<void> {
  const inWorld = async <T>(act: (world: Chaos, location: StoreLocation) => Promise<T>) => {
    const databaseUrl = await database?.();
    const where = databaseUrl === undefined ? {} : { databaseUrl };
    return inChaos({ app: 'child', published: null, ...where }, (world) => {
      const sqliteFile = join(world.config.state, 'store.sqlite');
      return act(world, databaseUrl === undefined ? { sqliteFile } : { databaseUrl });
    });
  };
  const operations = await inWorld(promoteCalmly);
  const left = momentsOf(operations, isWanted);
  const wanted = left.length;
  const met: string[] = [];
  const failures: unknown[] = [];
  const began = Date.now();
  const one = async (world: Chaos, location: StoreLocation): Promise<void> => {
    for (let moment = left.shift(); moment !== undefined; moment = left.shift()) {
      const at = nameOf(moment);
      try {
        const operation = await crashPromotion(world, moment, location);
        if (operation !== null) met.push(at);
      } catch (error) {
        failures.push(new Error(`killed ${at}`, { cause: error }));
        // It may be broken: the others go on.
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: worlds }, () => inWorld(one)));
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(
    `A calm promotion asks GitHub ${operations.length} times. Killed at ${met.length} moments in ${seconds} s:\n  ${met.join('\n  ')}`,
  );
  expect(failures).toEqual([]);
  expect(met).toContain('after-repos-create-deployment-1');
  expect(met).toContain('after-repos-create-deployment-status-1');
  // The last ones may not come: how often something is told of is a matter of time.
  expect(met.length).toBeGreaterThan(wanted - 4);
}

const READS = /^graphql$|\/get-|\/list-/;

/**
 * What only asks is killed before, what changes something after: GitHub has done it, and the App does not know. The first
 * request of each kind, and each that tells how a deployment stands.
 */
function momentsOf(
  operations: readonly string[],
  isWanted: (operation: string) => boolean,
): Moment[] {
  const seen = new Map<string, number>();
  return operations.filter(isWanted).flatMap((operation): Moment[] => {
    const k = (seen.get(operation) ?? 0) + 1;
    seen.set(operation, k);
    const before = { operation, k, when: 'before' } as const;
    const after = { operation, k, when: 'after' } as const;
    if (isFull) return [before, after];
    if (k > 1 && operation !== 'repos/create-deployment-status') return [];
    return [READS.test(operation) ? before : after];
  });
}
