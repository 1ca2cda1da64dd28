import type { Change, ChangeOf, Commit } from '../runtime/ports/store.ts';
import { writeRecords } from './attempts/write-records.ts';
import { dropCacheEntries } from './cache/drop-cache-entries.ts';
import { saveCacheParts } from './cache/save-cache-parts.ts';
import { Conflict, type Database, type Query } from './database/database.ts';
import { saveComparisons } from './comparisons/comparisons.ts';
import { addLooks } from './looks/looks.ts';
import { saveConcurrency } from './concurrency/save-concurrency.ts';
import { addAudits } from './audits/write-audits.ts';
import {
  addOverrides,
  dropOverrides,
  endOverrides,
  keepHeads,
  startOnce,
  trustBranches,
} from './provenance/write-provenance.ts';
import { offerAgain } from './hosted/publications/offer-again.ts';
import { addItems, finishItems } from './hosted/queues/write-queues.ts';
import { saveDeployed } from './registry/deployed.ts';
import { closeEmergencies, openEmergencies } from './registry/emergencies.ts';
import { saveFreezes } from './registry/freezes.ts';
import { markVersions, restoreVersions } from './registry/version-marks.ts';
import {
  holdAliases,
  moveAliases,
  registerAgain,
  registerVersions,
} from './registry/write-registry.ts';
import { saveRepositories } from './hosted/repositories/repositories.ts';
import { dropTimers } from './runs/drop-timers.ts';
import { guardRuns } from './runs/guard-runs.ts';
import { savePlans } from './runs/save-plans.ts';
import { writeRuns } from './runs/write-runs.ts';
import type { Tables } from './schema/tables.ts';
import { dropSchedules, saveSchedules } from './hosted/schedules/write-schedules.ts';
import { saveStrangers } from './hosted/strangers/strangers.ts';
import { finishEffects } from './work/finish-effects.ts';
import { holdLeases } from './work/hold-leases.ts';
import type { Write } from './write.ts';

/** Who writes which change, in the order in which a commit writes: what is guarded first, so that a conflict costs little. */
const WRITERS: { readonly [T in Change['type']]: Write<T> } = {
  'concurrency.save': saveConcurrency,
  'model.register': registerVersions,
  'model.register-again': registerAgain,
  'model.mark': markVersions,
  'model.restore': restoreVersions,
  'model.freeze': saveFreezes,
  'emergency.open': openEmergencies,
  'emergency.reviewed': closeEmergencies,
  'alias.move': moveAliases,
  'alias.hold': holdAliases,
  'model.deployed': saveDeployed,
  'start.once': startOnce,
  'stranger.save': saveStrangers,
  'schedule.save': saveSchedules,
  'schedule.drop': dropSchedules,
  'head.pushed': keepHeads,
  'branch.trust': trustBranches,
  'override.drop': dropOverrides,
  'override.end': endOverrides,
  'override.add': addOverrides,
  'queue.add': addItems,
  'queue.finish': finishItems,
  'publication.again': offerAgain,
  'repository.seen': saveRepositories,
  'plan.save': savePlans,
  'effect.finish': finishEffects,
  // Leases before rows: an attempt that ends in the same commit takes its lease along.
  'lease.hold': holdLeases,
  'cache.parts': saveCacheParts,
  'cache.drop': dropCacheEntries,
  'comparison.save': saveComparisons,
  'look.add': addLooks,
  'timer.drop': dropTimers,
  'run.change': writeRuns,
  'attempt.record': writeRecords,
  // Last: others who decide in the repository wait from here on.
  'audit.add': addAudits,
};
const ORDER = Object.keys(WRITERS).filter((type): type is Change['type'] => type in WRITERS);

/** All changes in one transaction; guards first and in one order for everyone, so that two commits cannot wait for each other. */
export async function commit(database: Database, changes: readonly Change[]): Promise<Commit> {
  try {
    await database.transact((query) => write(query, database.tables, changes));
    return { type: 'committed' };
  } catch (error) {
    if (error instanceof Conflict) return { type: 'conflict', where: error.where };
    throw error;
  }
}

async function write(query: Query, tables: Tables, changes: readonly Change[]): Promise<void> {
  const byType = Map.groupBy(changes, ({ type }) => type);
  const ofType = <T extends Change['type']>(type: T): readonly ChangeOf<T>[] =>
    (byType.get(type) ?? []).filter((change): change is ChangeOf<T> => change.type === type);
  await guardRuns(query, tables, ofType('run.change'));
  for (const type of ORDER) await writeOf(type, ofType, { query, tables });
}

async function writeOf<T extends Change['type']>(
  type: T,
  ofType: (type: T) => readonly ChangeOf<T>[],
  { query, tables }: { readonly query: Query; readonly tables: Tables },
): Promise<void> {
  const changes = ofType(type);
  if (changes.length > 0) await WRITERS[type](query, tables, changes);
}
