import { eq, inArray, isNull } from 'drizzle-orm';
import type { Database } from './database.ts';

/** Deletes everything that is known of these runs, and the plans that none uses any more. */
export async function forgetRows(database: Database, ids: string[]): Promise<void> {
  const { runs, plans, steps, attempts, timers, effects, events, approvals } = database.tables;
  const { cacheEntries, cacheParts, leases, drives } = database.tables;
  const { samples, checkpoints, materials, logs, claims, claimBlobs, starts } = database.tables;
  const { dispatched, dispatchBatches, publications } = database.tables;
  const ofRuns = [
    steps,
    attempts,
    timers,
    effects,
    events,
    approvals,
    cacheEntries,
    cacheParts,
    leases,
    drives,
    samples,
    checkpoints,
    materials,
    logs,
    claims,
    claimBlobs,
    starts,
    dispatched,
    dispatchBatches,
  ];
  await database.transact(async (query) => {
    for (const table of ofRuns) await query.delete(table).where(inArray(table.run, ids));
    const checks = ids.map((run) => `run/${run}`);
    await query.delete(publications).where(inArray(publications.id, checks));
    await query.delete(runs).where(inArray(runs.id, ids));
    const unused = query
      .select({ digest: plans.digest })
      .from(plans)
      .leftJoin(runs, eq(runs.plan, plans.digest))
      .where(isNull(runs.id));
    await query.delete(plans).where(inArray(plans.digest, unused));
  });
}
