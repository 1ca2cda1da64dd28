import { eq, inArray, isNull } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { releaseUploads } from '../hosted/uploads/count-uploads.ts';
import type { Tables } from '../schema/tables.ts';

/** Deletes everything that is known of these runs, and the plans that none uses any more. */
export async function forgetRows(database: Database, ids: string[]): Promise<void> {
  const { runs, plans, publications, watches, budgetAccounts } = database.tables;
  await database.transact(async (query) => {
    await releaseUploads(query, database.tables, ids);
    for (const table of tablesOfRuns(database.tables)) {
      await query.delete(table).where(inArray(table.run, ids));
    }
    const checks = ids.map((run) => `run/${run}`);
    // Their own accounts have such names, too; those of their months stay.
    await query.delete(budgetAccounts).where(inArray(budgetAccounts.name, checks));
    await query.delete(publications).where(inArray(publications.id, checks));
    await query.delete(watches).where(inArray(watches.publication, checks));
    await query.delete(runs).where(inArray(runs.id, ids));
    const unused = query
      .select({ digest: plans.digest })
      .from(plans)
      .leftJoin(runs, eq(runs.plan, plans.digest))
      .where(isNull(runs.id));
    await query.delete(plans).where(inArray(plans.digest, unused));
  });
}

function tablesOfRuns(tables: Tables) {
  return [
    tables.steps,
    tables.attempts,
    tables.timers,
    tables.effects,
    tables.events,
    tables.approvals,
    tables.cacheEntries,
    tables.cacheParts,
    tables.comparisons,
    tables.leases,
    tables.drives,
    tables.samples,
    tables.checkpoints,
    tables.materials,
    tables.logs,
    tables.logTails,
    tables.models,
    tables.modelMarks,
    tables.modelOrigins,
    tables.registrations,
    tables.claims,
    tables.estimates,
    tables.budgetEntries,
    tables.claimBlobs,
    tables.uploads,
    tables.runUploads,
    tables.starts,
    tables.dispatched,
    tables.machines,
    tables.dispatchBatches,
  ];
}
