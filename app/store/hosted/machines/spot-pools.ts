import { and, eq, gt } from 'drizzle-orm';
import type { Machine } from '../../../../runner-provisioner/machine/machine.ts';
import { spotUseOf } from '../../../../runner-provisioner/machine/spot-use-of.ts';
import { withUse, type PoolSeen } from '../../../../runner-provisioner/spot/pool-seen.ts';
import type { Database, Query } from '../../database/database.ts';
import type { Tables } from '../../schema/tables.ts';

/** After ten half-lives a thousandth is left of what was counted. */
const FORGOTTEN_MS = 140 * 86_400_000;

/** What spot machines went through, by pool. */
export async function spotPools(
  { read, tables: { spotPools: rows } }: Database,
  now: number,
): Promise<readonly PoolSeen[]> {
  const lately = read
    .select({ body: rows.body })
    .from(rows)
    .where(gt(rows.at, now - FORGOTTEN_MS));
  return (await lately).map(({ body }) => body);
}

/** Counts a machine with the write that says that it is gone, which is done once. */
export async function addUse(
  query: Query,
  { spotPools: rows }: Tables,
  machine: Machine,
): Promise<void> {
  const use = spotUseOf(machine);
  if (use === null) return;
  const { region, type, zone } = use;
  const pool = { region, type, zone };
  const isIts = and(eq(rows.region, region), eq(rows.type, type), eq(rows.zone, zone));
  const blank = { ...pool, losses: 0, hours: 0, at: machine.stateAt, lostAt: null };
  await query
    .insert(rows)
    .values({ ...pool, at: machine.stateAt, body: blank })
    .onConflictDoNothing();
  // Written first, so that nobody else does between this and what follows from it.
  await query.update(rows).set({ region }).where(isIts);
  const [before] = await query.select({ body: rows.body }).from(rows).where(isIts);
  const body = withUse(before?.body ?? null, use, machine.stateAt);
  await query.update(rows).set({ at: body.at, body }).where(isIts);
}
